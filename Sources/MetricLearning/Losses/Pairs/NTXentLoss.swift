// Chen, Kornblith, Norouzi and Hinton, "A simple framework for contrastive learning of visual
// representations" (SimCLR), ICML 2020, equation 1.
internal import Parts
internal import Torch

///     mean_(i,j) −log( exp(s_ij/τ) / (exp(s_ij/τ) + Σ_{y_k≠y_i} exp(s_ik/τ)) )
///
/// over ordered positive pairs; with a distance, s = −d.
public struct NTXentLoss: PairLoss {
  public let temperature: Double
  public let distance: any Distance
  public let reducer: any Reducer

  public init(
    temperature: Double = 0.07, distance: any Distance = CosineSimilarity(),
    reducer: any Reducer = MeanReducer()
  ) throws {
    try require(temperature > 0, "the temperature must be positive, not \(temperature)")
    self.temperature = temperature
    self.distance = distance
    self.reducer = reducer
  }

  public func terms(_ comparison: Comparison) throws -> [Terms] {
    let s = try distance.nearness(comparison.queries, comparison.references) / temperature
    let negatives = try s.logSumExp(where: comparison.negatives).unsqueezed(1)
    return [try Terms((negatives - s).exactSoftplus(), where: comparison.positives)]
  }
}

extension NTXentLoss {
  static let kind = LossKind(
    "ntXent", "The normalised temperature-scaled cross-entropy of SimCLR.",
    options: [.number("temperature", 0.07, "Temperature τ, above 0.")]
  ) {
    try NTXentLoss(
      temperature: $0.number("temperature"), distance: $0.distance(else: CosineSimilarity()),
      reducer: $0.reducer(else: MeanReducer()))
  }
}
