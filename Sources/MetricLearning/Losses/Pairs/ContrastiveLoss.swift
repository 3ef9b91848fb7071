// Hadsell, Chopra and LeCun, "Dimensionality reduction by learning an invariant mapping", CVPR
// 2006; the hinge is linear, not squared.
internal import Parts
internal import Torch

/// Positive pairs nearer than one margin, negative pairs farther than another:
///
///     mean⁺ max(0, d_ij − m_p) + mean⁺ max(0, m_n − d_ik)
///
/// each mean over the terms above 0. With a similarity, the signs are turned round.
public struct ContrastiveLoss: PairLoss {
  public let positiveMargin: Double
  public let negativeMargin: Double
  public let distance: any Distance
  public let reducer: any Reducer

  /// - Parameters:
  ///   - positiveMargin: m_p; if nil, 0 with a distance and 1 with a similarity.
  ///   - negativeMargin: m_n; if nil, 1 with a distance and 0 with a similarity.
  ///   - distance: a distance or a similarity.
  ///   - reducer: what makes one number of the losses of a batch.
  public init(
    positiveMargin: Double? = nil, negativeMargin: Double? = nil,
    distance: any Distance = LpDistance.euclidean,
    reducer: any Reducer = ThresholdReducer.meanOfNonZero
  ) {
    self.positiveMargin = positiveMargin ?? (distance.isSimilarity ? 1 : 0)
    self.negativeMargin = negativeMargin ?? (distance.isSimilarity ? 0 : 1)
    self.distance = distance
    self.reducer = reducer
  }

  public func terms(_ comparison: Comparison) throws -> [Terms] {
    let d = try distance(comparison.queries, comparison.references)
    let far = try distance.excess(d, over: positiveMargin).relu()
    let near = try distance.excess(negativeMargin, over: d).relu()
    return [
      try Terms(far, where: comparison.positives), try Terms(near, where: comparison.negatives),
    ]
  }
}

extension ContrastiveLoss {
  static let kind = LossKind(
    "contrastive", "Positive pairs nearer than one margin, negative pairs farther than another.",
    options: [
      .margin("positiveMargin", nil, "m_p; 0 with a distance, 1 with a similarity."),
      .margin("negativeMargin", nil, "m_n; 1 with a distance, 0 with a similarity."),
    ]
  ) { parts in
    let distance = parts.distance(else: LpDistance.euclidean)
    return ContrastiveLoss(
      positiveMargin: try parts.values.optionalMargin("positiveMargin", of: distance),
      negativeMargin: try parts.values.optionalMargin("negativeMargin", of: distance),
      distance: distance, reducer: parts.reducer(else: ThresholdReducer.meanOfNonZero))
  }
}
