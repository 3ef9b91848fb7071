internal import MetricLearning
internal import Torch

/// The class of most of the nearest training pixels by Euclidean distance; how many of them vote is
/// chosen by cross-validation (Cover and Hart, IEEE Transactions on Information Theory 13, 1967).
package struct NeighbourClassifier: Classifier {
  private let training: LabelledFeatures
  private let neighbours: Int

  package let settings: [String: Double]

  /// - Parameters:
  ///   - choices: numbers of neighbours to choose from; of equally good ones the first.
  ///   - seed: of the folds.
  package init(
    _ training: LabelledFeatures, choices: [Int] = [1, 3, 5, 7, 9, 15], seed: UInt64
  ) throws {
    guard let first = choices.first, choices.allSatisfy({ $0 > 0 }) else {
      throw BaselineError("\(choices) neighbours to choose from; each must be 1 or more")
    }
    self.training = training
    guard choices.count > 1 else {
      neighbours = first
      settings = ["neighbours": Double(first)]
      return
    }
    let validation = CrossValidation(training.indices, seed: seed)
    var correct = [Int](repeating: 0, count: choices.count)
    for (fold, held) in validation.folds.enumerated() {
      let rest = validation.rest(fold)
      let search = try NearestNeighbours(
        references: training.features.selecting(rest).tensor(),
        labels: rest.map { training.labels[$0] })
      let queries = try training.features.selecting(held).tensor()
      for (place, count) in choices.enumerated() {
        let found = try search.classify(queries, neighbours: count).labels
        correct[place] += zip(found, held).count { $0 == training.labels[$1] }
      }
    }
    var best = 0
    for place in choices.indices where correct[place] > correct[best] { best = place }
    neighbours = choices[best]
    settings = [
      "neighbours": Double(neighbours),
      "crossValidation": Double(correct[best]) / Double(training.labels.count),
    ]
  }

  package func classes(of features: FeatureMatrix) throws -> [Int] {
    try features.requireColumns(training.features.columns)
    guard features.rows > 0 else { return [] }
    return try NearestNeighbours(
      references: training.features.tensor(), labels: training.labels
    ).classify(features.tensor(), neighbours: neighbours).labels
  }
}

extension NeighbourClassifier {
  static let kind = BaselineKind(
    "knn", title: "nearest neighbours", "Nearest neighbours, how many by cross-validation.",
    takesMetric: true
  ) { try NeighbourClassifier($0.training, seed: $0.seed) }
}
