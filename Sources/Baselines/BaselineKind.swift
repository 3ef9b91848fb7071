internal import Parts

/// A yardstick that networks are measured by, as it describes itself.
package struct BaselineKind: PartKind, Equatable {
  package static let noun = "baseline"

  /// What a classifier is fitted with.
  struct Fit {
    let training: LabelledFeatures
    /// Of folds and of trees; same seed, same classes.
    let seed: UInt64
    /// Changes nothing in the classes.
    let threads: Int
  }

  package let name: String
  /// "support vector machine".
  package let title: String
  package let summary: String
  /// Whether it wants features of comparable scale, and not in the scene's units.
  let wantsScaling: Bool
  /// Whether it decides by distances, which a learned metric may measure.
  package let takesMetric: Bool
  /// Why features make no sense with it, by the features' name.
  private let refusals: [String: String]
  private let fit: (@Sendable (Fit) throws -> any Classifier)?

  /// - Parameter fit: learns classes from features; nil for a random walk, which knows labels and
  ///   where they lie.
  init(
    _ name: String, title: String, _ summary: String, wantsScaling: Bool = true,
    takesMetric: Bool = false, refuses refusals: [String: String] = [:],
    fit: (@Sendable (Fit) throws -> any Classifier)?
  ) {
    self.name = name
    self.title = title
    self.summary = summary
    self.wantsScaling = wantsScaling
    self.takesMetric = takesMetric
    self.refusals = refusals
    self.fit = fit
  }

  /// Whether it learns from features.
  package var hasClassifier: Bool { fit != nil }

  /// Why it does not go with some features; nil if it does.
  ///
  /// - Parameter transformed: whether a classical method has made other features of the spectra.
  package func refusal(of features: FeatureKind, transformed: Bool = false) -> String? {
    transformed ? refusals[Self.transformed] : refusals[features.name]
  }

  /// Stands for features by a classical method in `refuses`.
  static let transformed = "transformed"

  /// Fits the method on labelled features.
  ///
  /// - Throws: `BaselineError` if the features or their number do not suit the method, or it has no
  ///   classifier.
  package func fit(
    _ training: LabelledFeatures, seed: UInt64, threads: Int
  ) throws -> any Classifier {
    guard let fit else { throw BaselineError("a \(title) has no classifier to be fitted") }
    return try fit(Fit(training: training, seed: seed, threads: threads))
  }

  package static func == (one: BaselineKind, other: BaselineKind) -> Bool {
    one.name == other.name
  }
}
