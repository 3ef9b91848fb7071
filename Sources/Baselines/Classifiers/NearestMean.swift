internal import MetricLearning
internal import Torch

/// The class whose mean over the training pixels is nearest by Euclidean distance, after the metric
/// if one was learned.
package struct NearestMean: Classifier {
  private let columns: Int
  /// Classes × features, ascending by class.
  private let means: FeatureMatrix
  private let classes: [Int]

  package let settings: [String: Double] = [:]

  package init(_ training: LabelledFeatures) throws {
    let prototypes = try Prototypes(of: training.features.tensor(), labels: training.labels)
    columns = training.features.columns
    means = FeatureMatrix(columns: columns, values: try prototypes.points.values(Float.self))
    classes = prototypes.labels
  }

  package func classes(of features: FeatureMatrix) throws -> [Int] {
    try features.requireColumns(columns)
    guard features.rows > 0 else { return [] }
    return try Prototypes(points: means.tensor(), labels: classes).classify(features.tensor())
      .labels
  }
}

extension NearestMean {
  static let kind = BaselineKind(
    "mean", title: "nearest class mean", "The class whose mean is nearest.", takesMetric: true
  ) { try NearestMean($0.training) }
}
