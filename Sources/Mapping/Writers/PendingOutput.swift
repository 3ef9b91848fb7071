/// Files that end once: put in their places when all is written, or removed.
protocol PendingOutput: AnyObject {
  /// Whether they have ended.
  var isOver: Bool { get set }

  /// Closes the files and puts them in their places.
  ///
  /// - Throws: `SceneError` if rows are missing, or anything did not reach the disk.
  func complete() throws

  /// Closes what is open, and removes what is not in its place.
  func removeWritten()
}

extension PendingOutput {
  func finish() throws {
    do {
      try complete()
      isOver = true
    } catch {
      abandon()
      throw error
    }
  }

  func abandon() {
    guard !isOver else { return }
    isOver = true
    removeWritten()
  }
}
