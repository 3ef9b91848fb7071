internal import Parts
internal import Torch

/// Positive pairs farther than one margin, and negative pairs nearer than another.
public struct PairMarginMiner: Miner {
  public let positiveMargin: Double
  public let negativeMargin: Double
  public let distance: any Distance

  public init(
    positiveMargin: Double = 0.2, negativeMargin: Double = 0.8,
    distance: any Distance = LpDistance.euclidean
  ) {
    self.positiveMargin = positiveMargin
    self.negativeMargin = negativeMargin
    self.distance = distance
  }

  public func callAsFunction(_ comparison: Comparison) throws -> Comparison {
    try withoutGradients {
      let d = try distance(comparison.queries, comparison.references)
      return comparison.keeping(
        positives: try comparison.positives.and(
          distance.excess(d, over: positiveMargin).greater(0)),
        negatives: try comparison.negatives.and(
          distance.excess(negativeMargin, over: d).greater(0)))
    }
  }
}

extension PairMarginMiner {
  static let kind = MinerKind(
    "pairMargin", "Positives farther and negatives nearer than a margin.",
    distance: LpDistance.euclideanKind,
    options: [.margin("positiveMargin", 0.2, "m_p."), .margin("negativeMargin", 0.8, "m_n.")]
  ) { values, distance in
    PairMarginMiner(
      positiveMargin: try values.margin("positiveMargin", of: distance),
      negativeMargin: try values.margin("negativeMargin", of: distance), distance: distance)
  }
}
