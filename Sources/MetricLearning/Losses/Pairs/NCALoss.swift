// Goldberger, Roweis, Hinton and Salakhutdinov, "Neighbourhood components analysis", NIPS 2004; the
// logarithm of the probability, as is usual, and not the probability itself.
internal import Parts
internal import Torch

///     mean_i −log( Σ_{y_j=y_i} exp(−c d_ij²) / Σ_{a≠i} exp(−c d_ia²) )
///
/// over the anchors that have a positive; with a similarity, s in place of −d².
public struct NCALoss: PairLoss {
  /// c.
  public let softmaxScale: Double
  public let distance: any Distance
  public let reducer: any Reducer

  public init(
    softmaxScale: Double = 1, distance: any Distance = LpDistance.squaredEuclidean,
    reducer: any Reducer = MeanReducer()
  ) throws {
    try require(softmaxScale > 0, "the scale must be positive, not \(softmaxScale)")
    self.softmaxScale = softmaxScale
    self.distance = distance
    self.reducer = reducer
  }

  public func terms(_ comparison: Comparison) throws -> [Terms] {
    let s = try distance.nearness(comparison.queries, comparison.references) * softmaxScale
    let same = try s.logSumExp(where: comparison.positives)
    let all = try s.logSumExp(where: comparison.positives.or(comparison.negatives))
    return [try Terms(everyAnchor: all - same).filtered(comparison.positives.any(1))]
  }
}

extension NCALoss {
  static let kind = LossKind(
    "nca", "The probability that a random neighbour is of the same class.",
    options: [.number("softmaxScale", 1, "Scale c, above 0.")]
  ) {
    try NCALoss(
      softmaxScale: $0.number("softmaxScale"),
      distance: $0.distance(else: LpDistance.squaredEuclidean),
      reducer: $0.reducer(else: MeanReducer()))
  }
}
