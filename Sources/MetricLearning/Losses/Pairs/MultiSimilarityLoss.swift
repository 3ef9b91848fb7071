// Wang, Han, Huang, Dong and Scott, "Multi-similarity loss with general pair weighting for deep
// metric learning", CVPR 2019, equation 15.
internal import Parts
internal import Torch

///     mean_i  1/α log(1 + Σ_{y_j=y_i} exp(−α (s_ij − λ))) + 1/β log(1 + Σ_{y_k≠y_i} exp(β (s_ik − λ)))
///
/// With a distance, the signs are turned round.
public struct MultiSimilarityLoss: PairLoss {
  public let alpha: Double
  public let beta: Double
  /// λ.
  public let base: Double
  public let distance: any Distance
  public let reducer: any Reducer

  public init(
    alpha: Double = 2, beta: Double = 50, base: Double = 0.5,
    distance: any Distance = CosineSimilarity(), reducer: any Reducer = MeanReducer()
  ) throws {
    try require(alpha > 0 && beta > 0, "alpha and beta must be positive, not \(alpha) and \(beta)")
    self.alpha = alpha
    self.beta = beta
    self.base = base
    self.distance = distance
    self.reducer = reducer
  }

  public func terms(_ comparison: Comparison) throws -> [Terms] {
    let s = try distance(comparison.queries, comparison.references)
    let far = try (distance.excess(s, over: base) * alpha)
      .logSumExp(where: comparison.positives).exactSoftplus()
    let near = try (distance.excess(base, over: s) * beta)
      .logSumExp(where: comparison.negatives).exactSoftplus()
    return [try Terms(everyAnchor: far / alpha + near / beta)]
  }
}

extension MultiSimilarityLoss {
  static let kind = LossKind(
    "multiSimilarity", "Pairs weighted by their similarity, its own and relative to others.",
    options: [
      .number("alpha", 2, "Scale α of positives, above 0."),
      .number("beta", 50, "Scale β of negatives, above 0."),
      .margin("base", 0.5, "Similarity λ from which pairs count."),
    ]
  ) { parts in
    let distance = parts.distance(else: CosineSimilarity())
    return try MultiSimilarityLoss(
      alpha: parts.number("alpha"), beta: parts.number("beta"),
      base: parts.values.margin("base", of: distance), distance: distance,
      reducer: parts.reducer(else: MeanReducer()))
  }
}
