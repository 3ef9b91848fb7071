internal import Training

extension SessionFolder {
  /// Whether a file is a run's and not the session's own.
  static func isRunFile(_ name: String) -> Bool {
    RunFolder.isOwn(name) && name != "session.yaml"
  }
}
