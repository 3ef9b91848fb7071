// Song, Xiang, Jegelka and Savarese, "Deep metric learning via lifted structured feature
// embedding", CVPR 2016.
internal import Parts
internal import Torch

/// Every positive pair against all negatives of both its ends, over ordered pairs:
///
///     J_ij = d_ij − m_p + log( Σ_{y_k≠y_i} exp(m_n − d_ik) + Σ_{y_k≠y_j} exp(m_n − d_jk) )
///     mean of ½ max(0, J_ij)²
///
/// With a similarity, the signs are turned round. A pair without a negative gives 0.
public struct LiftedStructureLoss: PairLoss {
  public let negativeMargin: Double
  public let positiveMargin: Double
  public let distance: any Distance
  public let reducer: any Reducer

  public init(
    negativeMargin: Double = 1, positiveMargin: Double = 0,
    distance: any Distance = LpDistance.euclidean, reducer: any Reducer = MeanReducer()
  ) {
    self.negativeMargin = negativeMargin
    self.positiveMargin = positiveMargin
    self.distance = distance
    self.reducer = reducer
  }

  public func terms(_ comparison: Comparison) throws -> [Terms] {
    let d = try distance(comparison.queries, comparison.references)
    let near = try distance.excess(negativeMargin, over: d)
    let ofAnchors = try near.logSumExp(where: comparison.negatives)
    // The negatives of a positive are its row within a batch, and its column against a memory.
    let ofPositives =
      comparison.isWithin
      ? ofAnchors : try near.logSumExp(where: comparison.negatives, along: 0)
    let either = try ofAnchors.unsqueezed(1).logAddExp(ofPositives.unsqueezed(0))
    let values = try (distance.excess(d, over: positiveMargin) + either).relu().squared() * 0.5
    return [try Terms(values, where: comparison.positives)]
  }
}

extension LiftedStructureLoss {
  static let kind = LossKind(
    "liftedStructure", "Every positive pair against all negatives of both its ends.",
    options: [
      .margin("negativeMargin", 1, "m_n."),
      .margin("positiveMargin", 0, "m_p."),
    ]
  ) { parts in
    let distance = parts.distance(else: LpDistance.euclidean)
    return LiftedStructureLoss(
      negativeMargin: try parts.values.margin("negativeMargin", of: distance),
      positiveMargin: try parts.values.margin("positiveMargin", of: distance),
      distance: distance, reducer: parts.reducer(else: MeanReducer()))
  }
}
