internal import Parts
internal import Torch

/// Triplets by t = d_an − d_ap, by how much the negative is farther than the positive.
public struct TripletMarginMiner: Miner {
  public enum Kind: String, CaseIterable, Sendable {
    /// t ≤ margin.
    case all
    /// t ≤ 0 (and t ≤ margin).
    case hard
    /// 0 < t ≤ margin (Schroff et al., "FaceNet", CVPR 2015).
    case semihard
    /// t > margin.
    case easy
  }

  public let margin: Double
  public let kind: Kind
  public let distance: any Distance

  public init(
    margin: Double = 0.2, kind: Kind = .all, distance: any Distance = LpDistance.euclidean
  ) {
    self.margin = margin
    self.kind = kind
    self.distance = distance
  }

  public func callAsFunction(_ comparison: Comparison) throws -> Comparison {
    try withoutGradients {
      let triplets = try comparison.triplets()
      guard triplets.count > 0 else { return try comparison.keeping(triplets) }
      let s = try distance.nearness(comparison.queries, comparison.references)
      let t =
        try s.elements(triplets.anchors, triplets.positives)
        - s.elements(triplets.anchors, triplets.negatives)
      let within = try t.lessOrEqual(margin)
      let kept =
        switch kind {
        case .all: within
        case .hard: try within.and(t.lessOrEqual(0))
        case .semihard: try within.and(t.greater(0))
        case .easy: try within.not()
        }
      return try comparison.keeping(triplets.filtered(kept))
    }
  }
}

extension TripletMarginMiner {
  static let kind = MinerKind(
    "tripletMargin", "Triplets by how much the negative is farther than the positive.",
    distance: LpDistance.euclideanKind,
    options: [
      .number("margin", 0.2, in: gaps, "Margin."),
      .choice("kind", Kind.all, "Which triplets to keep."),
    ]
  ) {
    TripletMarginMiner(margin: $0.number("margin"), kind: $0.choice("kind"), distance: $1)
  }
}
