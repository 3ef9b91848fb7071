// Wang et al., "Multi-similarity loss with general pair weighting for deep metric learning", CVPR
// 2019, equations 10 and 11.
internal import Parts
internal import Torch

/// Positives less than ε more alike than the most alike negative, and negatives more alike than
/// the least alike positive less ε.
public struct MultiSimilarityMiner: Miner {
  public let epsilon: Double
  public let distance: any Distance

  public init(epsilon: Double = 0.1, distance: any Distance = CosineSimilarity()) {
    self.epsilon = epsilon
    self.distance = distance
  }

  public func callAsFunction(_ comparison: Comparison) throws -> Comparison {
    try withoutGradients {
      let s = try distance.nearness(comparison.queries, comparison.references)
      let hardest = try s.filled(where: comparison.negatives.not(), with: -.infinity)
        .max(1, keep: true)
      let farthest = try s.filled(where: comparison.positives.not(), with: .infinity)
        .min(1, keep: true)
      return comparison.keeping(
        positives: try comparison.positives.and((s - epsilon).less(hardest)),
        negatives: try comparison.negatives.and((s + epsilon).greater(farthest)))
    }
  }
}

extension MultiSimilarityMiner {
  static let kind = MinerKind(
    "multiSimilarity", "Pairs that are harder than the easiest of the other kind.",
    distance: CosineSimilarity.kind,
    options: [.number("epsilon", 0.1, in: gaps, "Tolerance ε.")]
  ) { MultiSimilarityMiner(epsilon: $0.number("epsilon"), distance: $1) }
}
