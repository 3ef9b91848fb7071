// Khosla et al., "Supervised contrastive learning", NeurIPS 2020, equation 2 (L_out).
internal import Parts
internal import Torch

///     mean⁺_i −1/|P(i)| Σ_{j∈P(i)} log( exp(s_ij/τ) / Σ_{a≠i} exp(s_ia/τ) )
///
/// with a distance, s = −d; an anchor without a positive gives 0.
public struct SupConLoss: PairLoss {
  public let temperature: Double
  public let distance: any Distance
  public let reducer: any Reducer

  public init(
    temperature: Double = 0.1, distance: any Distance = CosineSimilarity(),
    reducer: any Reducer = ThresholdReducer.meanOfNonZero
  ) throws {
    try require(temperature > 0, "the temperature must be positive, not \(temperature)")
    self.temperature = temperature
    self.distance = distance
    self.reducer = reducer
  }

  public func terms(_ comparison: Comparison) throws -> [Terms] {
    let s = try distance.nearness(comparison.queries, comparison.references) / temperature
    let all = try s.logSumExp(where: comparison.positives.or(comparison.negatives))
    let counts = try comparison.positives.to(s.elementType).sum(1)
    let sums = try (all.unsqueezed(1) - s).sum(where: comparison.positives)
    return [try Terms(everyAnchor: sums / counts.maximum(1))]
  }
}

extension SupConLoss {
  static let kind = LossKind(
    "supCon", "The supervised contrastive loss.",
    options: [.number("temperature", 0.1, "Temperature τ, above 0.")]
  ) {
    try SupConLoss(
      temperature: $0.number("temperature"), distance: $0.distance(else: CosineSimilarity()),
      reducer: $0.reducer(else: ThresholdReducer.meanOfNonZero))
  }
}
