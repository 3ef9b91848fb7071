/// Which baseline, on what it sees.
package struct BaselineRequest: Equatable, Sendable {
  package var method: BaselineKind
  package var features: FeatureKind
  /// Side of the window of features that have one, odd; the network's of the configuration if nil.
  package var window: Int?
  /// Whether a random walk smooths its map, as it does a network's.
  package var walk: Bool

  package init(
    _ method: BaselineKind, features: FeatureKind = .spectra, window: Int? = nil,
    walk: Bool = false
  ) {
    self.walk = walk
    self.method = method
    self.features = features
    self.window = window
  }

  /// "svm", "rf window", …
  package var name: String {
    (features == .spectra ? method.name : "\(method) \(features)") + (walk ? " + walk" : "")
  }

  /// - Throws: `BaselineError` for parts that make no sense together.
  package func validate() throws {
    if let reason = method.refusal(of: features) {
      throw BaselineError("\(method) takes no \(features) features: \(reason)")
    }
    guard method.hasClassifier || (features == .spectra && !walk) else {
      throw BaselineError(
        "\(method) takes neither other features than spectra nor a walk after it: it is a walk by "
          + "itself")
    }
    guard window == nil || features.hasWindow else {
      throw BaselineError("a window goes with --features window, not with \(features)")
    }
    if let window, window % 2 == 0 || !(1...255 ~= window) {
      throw BaselineError("a window of \(window): windows are odd, from 1 to 255")
    }
  }
}
