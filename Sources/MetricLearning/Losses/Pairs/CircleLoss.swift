// Sun et al., "Circle loss: a unified perspective of pair similarity optimization", CVPR 2020,
// equation 6; suggested: (m, γ) = (0.25, 256) for faces, (0.4, 80) for fine-grained retrieval.
internal import Parts
internal import Torch

///     mean⁺_i log(1 + Σ_k exp(γ α_k (s_ik − m)) · Σ_j exp(−γ α_j (s_ij − 1 + m)))
///
/// with α_j = max(0, 1 + m − s_ij) for positives and α_k = max(0, s_ik + m) for negatives, both
/// held fixed in the gradient. Anchors without either kind give 0.
public struct CircleLoss: PairLoss {
  public let m: Double
  public let gamma: Double
  public let distance: any Distance = CosineSimilarity()
  public let reducer: any Reducer

  public init(
    m: Double = 0.4, gamma: Double = 80, reducer: any Reducer = ThresholdReducer.meanOfNonZero
  ) throws {
    try require(m >= 0 && m <= 1, "the relaxation m must lie in 0…1, not \(m)")
    try require(gamma > 0, "gamma must be positive, not \(gamma)")
    self.m = m
    self.gamma = gamma
    self.reducer = reducer
  }

  public func terms(_ comparison: Comparison) throws -> [Terms] {
    let s = try distance(comparison.queries, comparison.references)
    let fixed = try s.detached()
    let far = try ((1 + m) - fixed).relu() * (s - (1 - m)) * -gamma
    let near = try (fixed + m).relu() * (s - m) * gamma
    let sum =
      try far.logSumExp(where: comparison.positives)
      + near.logSumExp(where: comparison.negatives)
    return [try Terms(everyAnchor: sum.exactSoftplus())]
  }
}

extension CircleLoss {
  static let kind = LossKind(
    "circle", "Cosine similarities, each weighted by how far it is from its optimum.",
    options: [
      .number("m", 0.4, "Relaxation m, 0 to 1."), .number("gamma", 80, "Scale γ, above 0."),
    ],
    refuses: [.distance: "its margins are made for cosines"]
  ) {
    try CircleLoss(
      m: $0.number("m"), gamma: $0.number("gamma"),
      reducer: $0.reducer(else: ThresholdReducer.meanOfNonZero))
  }
}
