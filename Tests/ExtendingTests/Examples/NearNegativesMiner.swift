import Parts
import Torch

@testable import MetricLearning

/// All positive pairs, and the negative pairs nearer than a radius.
struct NearNegativesMiner: Miner {
  let radius: Double
  let distance: any Distance

  func callAsFunction(_ comparison: Comparison) throws -> Comparison {
    try withoutGradients {
      let d = try distance(comparison.queries, comparison.references)
      return comparison.keeping(
        positives: comparison.positives,
        negatives: try comparison.negatives.and(distance.excess(radius, over: d).greater(0)))
    }
  }
}

extension NearNegativesMiner {
  static let kind = MinerKind(
    "nearNegatives", "All positives, and the negatives nearer than a radius.",
    distance: LpDistance.euclideanKind,
    options: [.margin("radius", 1, "Distance up to which a negative counts.")]
  ) { values, distance in
    NearNegativesMiner(
      radius: try values.margin("radius", of: distance), distance: distance)
  }
}
