/// A yardstick that networks are measured by.
package enum BaselineMethod: String, CaseIterable, Sendable {
  case svm, rf, knn, sam, walk

  package var name: String {
    switch self {
    case .svm: "support vector machine"
    case .rf: "random forest"
    case .knn: "nearest neighbours"
    case .sam: "spectral angle mapper"
    case .walk: "random walk from labels"
    }
  }

  /// Whether it wants features of comparable scale, and not in the scene's units.
  var wantsScaling: Bool { self != .sam }

  /// Whether it learns from features; the random walk knows labels and where they lie.
  package var hasClassifier: Bool { self != .walk }

  /// Fits the method on labelled features.
  ///
  /// - Parameters:
  ///   - seed: of folds and of trees; same seed, same classes.
  ///   - threads: changes nothing in the classes.
  /// - Throws: `BaselineError` if the features or their number do not suit the method, or it has no
  ///   classifier.
  package func fit(
    _ training: LabelledFeatures, seed: UInt64, threads: Int
  ) throws -> any Classifier {
    switch self {
    case .svm: try SupportVectorMachine(training, seed: seed, threads: threads)
    case .rf: try RandomForest(training, seed: seed, threads: threads)
    case .knn: try NeighbourClassifier(training, seed: seed)
    case .sam: SpectralAngleMapper(training)
    case .walk: throw BaselineError("a random walk from labels has no classifier to be fitted")
    }
  }
}

/// Which baseline, on what it sees.
package struct BaselineRequest: Equatable, Sendable {
  package var method: BaselineMethod
  package var features: FeatureKind
  /// Side of the window of `window` features, odd; the network's of the configuration where nil.
  package var window: Int?
  /// Whether a random walk smooths its map, as it does a network's.
  package var walk: Bool

  package init(
    _ method: BaselineMethod, features: FeatureKind = .spectra, window: Int? = nil,
    walk: Bool = false
  ) {
    self.walk = walk
    self.method = method
    self.features = features
    self.window = window
  }

  /// "svm", "rf window", …
  package var name: String {
    (features == .spectra ? method.rawValue : "\(method.rawValue) \(features.rawValue)")
      + (walk ? " + walk" : "")
  }
}
