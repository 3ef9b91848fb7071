// Wang, Hua, Kodirov, Hu, Garnier and Robertson, "Ranked list loss for deep metric learning", CVPR
// 2019; the paper's main setting is margin 0.4, T_n 10.
internal import Parts
internal import Torch

/// Positives within α − m, negatives beyond α, weighted by how far they violate that:
///
///     (1 − λ) Σ_j w_ij (d_ij − (α − m)) / Σ_j (w_ij + 1e-5),  w = exp(T_p (d_ij − (α − m))), d_ij > α − m
///         + λ Σ_k w_ik (α − d_ik) / Σ_k (w_ik + 1e-5),        w = exp(T_n (α − d_ik)), d_ik < α
///
/// the mean over anchors i; α = 1 + m/2 unless given.
public struct RankedListLoss: PairLoss {
  public let margin: Double
  public let negativeTemperature: Double
  public let imbalance: Double
  public let alpha: Double
  public let positiveTemperature: Double
  public let distance: any Distance
  public let reducer: any Reducer
  public static let ranksItsBatch = true

  /// - Parameters:
  ///   - margin: m, above 0.
  ///   - negativeTemperature: T_n.
  ///   - imbalance: λ, from 0 (positives alone) to 1 (negatives alone).
  ///   - alpha: α, the distance that negatives keep; 1 + m/2 if nil.
  ///   - positiveTemperature: T_p; 0 weighs all positives alike.
  ///   - distance: between embeddings.
  ///   - reducer: what makes one number of the losses of a batch.
  public init(
    margin: Double, negativeTemperature: Double, imbalance: Double = 0.5, alpha: Double? = nil,
    positiveTemperature: Double = 0, distance: LpDistance = .euclidean,
    reducer: any Reducer = MeanReducer()
  ) throws {
    try require(margin > 0, "the margin must be positive, not \(margin)")
    try require(imbalance >= 0 && imbalance <= 1, "imbalance must lie in 0…1, not \(imbalance)")
    try require(
      negativeTemperature >= 0 && positiveTemperature >= 0,
      "temperatures must be 0 or more, not \(negativeTemperature) and \(positiveTemperature)")
    self.margin = margin
    self.negativeTemperature = negativeTemperature
    self.imbalance = imbalance
    self.alpha = alpha ?? 1 + margin / 2
    self.positiveTemperature = positiveTemperature
    self.distance = distance
    self.reducer = reducer
  }

  public func terms(_ comparison: Comparison) throws -> [Terms] {
    let d = try distance(comparison.queries, comparison.references)
    let far = try d - (alpha - margin)
    let near = try alpha - d
    let positives = try weighted(far, positiveTemperature, comparison.positives)
    let negatives = try weighted(near, negativeTemperature, comparison.negatives)
    return [try Terms(everyAnchor: positives * (1 - imbalance) + negatives * imbalance)]
  }

  /// Σ w v / Σ (w + 1e-5) over the violations v > 0 of each row.
  private func weighted(_ violations: Tensor, _ temperature: Double, _ mask: Tensor) throws
    -> Tensor
  {
    let counted = try mask.and(violations.greater(0))
    let weights = try (violations.filled(where: counted.not(), with: 0) * temperature).exp()
      .filled(where: counted.not(), with: 0)
    let total = try weights.sum(1) + 1e-5 * Double(mask.shape[1])
    return try (weights * violations).sum(1) / total
  }
}

extension RankedListLoss {
  static let kind = LossKind(
    "rankedList", "Positives within a bound, negatives beyond another, weighted by violation.",
    options: [
      .number("margin", nil, "Margin m, above 0; must be given (the paper has 0.4)."),
      .number("negativeTemperature", nil, "T_n, 0 or more; must be given (the paper has 10)."),
      .number("imbalance", 0.5, "λ from 0 (positives alone) to 1 (negatives alone)."),
      .number("alpha", nil, in: gaps, "Bound α of negatives; 1 + m/2 unless given."),
      .number("positiveTemperature", 0, "T_p, 0 or more."),
    ],
    refuses: [.miner: "it weighs all pairs of the batch by itself"]
  ) { parts in
    guard let distance = parts.distance(else: LpDistance.euclidean) as? LpDistance else {
      throw MetricLearningError(
        "the loss `rankedList` needs an Lp distance: its bounds are distances")
    }
    guard let margin = parts.values.optionalNumber("margin"),
      let temperature = parts.values.optionalNumber("negativeTemperature")
    else {
      throw MetricLearningError(
        "the loss `rankedList` needs `margin` and `negativeTemperature` (the paper has 0.4 and 10)")
    }
    return try RankedListLoss(
      margin: margin, negativeTemperature: temperature, imbalance: parts.number("imbalance"),
      alpha: parts.values.optionalNumber("alpha"),
      positiveTemperature: parts.number("positiveTemperature"), distance: distance,
      reducer: parts.reducer(else: MeanReducer()))
  }
}
