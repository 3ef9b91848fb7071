// Hermans, Beyer and Leibe, "In defense of the triplet loss for person re-identification", 2017,
// their generalisation of the lifted embedding.
internal import Parts
internal import Torch

/// Each anchor's positives against its negatives:
///
///     mean_i max(0, log Σ_{y_j=y_i} exp(d_ij − m_p) + log Σ_{y_k≠y_i} exp(m_n − d_ik))
///
/// With a similarity, the signs are turned round. An anchor without either kind gives 0.
public struct GeneralisedLiftedStructureLoss: PairLoss {
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
    let far = try distance.excess(d, over: positiveMargin)
      .logSumExp(where: comparison.positives)
    let near = try distance.excess(negativeMargin, over: d)
      .logSumExp(where: comparison.negatives)
    return [try Terms(everyAnchor: (far + near).relu())]
  }
}

extension GeneralisedLiftedStructureLoss {
  static let kind = LossKind(
    "generalisedLiftedStructure", "Each anchor's positives against its negatives.",
    options: [
      .margin("negativeMargin", 1, "m_n."),
      .margin("positiveMargin", 0, "m_p."),
    ]
  ) { parts in
    let distance = parts.distance(else: LpDistance.euclidean)
    return GeneralisedLiftedStructureLoss(
      negativeMargin: try parts.values.margin("negativeMargin", of: distance),
      positiveMargin: try parts.values.margin("positiveMargin", of: distance),
      distance: distance, reducer: parts.reducer(else: MeanReducer()))
  }
}
