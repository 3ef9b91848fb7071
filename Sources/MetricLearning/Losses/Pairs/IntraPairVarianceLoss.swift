// Yu and Tao, "Deep metric learning with tuplet margin loss", ICCV 2019, their intra-pair variance.
internal import Parts
internal import Torch

/// Positive pairs alike in similarity, and negative ones:
///
///     mean max(0, (1 − ε_p) s̄⁺ − s_ij)² + mean max(0, s_ik − (1 + ε_n) s̄⁻)²
///
/// with s̄ the mean of the kind; with a distance, the hinges are turned round.
public struct IntraPairVarianceLoss: PairLoss {
  public let positiveEpsilon: Double
  public let negativeEpsilon: Double
  public let distance: any Distance
  public let reducer: any Reducer

  public init(
    positiveEpsilon: Double = 0.01, negativeEpsilon: Double = 0.01,
    distance: any Distance = CosineSimilarity(), reducer: any Reducer = MeanReducer()
  ) throws {
    try require(
      positiveEpsilon >= 0 && negativeEpsilon >= 0,
      "the tolerances must be 0 or more, not \(positiveEpsilon) and \(negativeEpsilon)")
    self.positiveEpsilon = positiveEpsilon
    self.negativeEpsilon = negativeEpsilon
    self.distance = distance
    self.reducer = reducer
  }

  public func terms(_ comparison: Comparison) throws -> [Terms] {
    let s = try distance(comparison.queries, comparison.references)
    let positives = try Terms(s, where: comparison.positives)
    let negatives = try Terms(s, where: comparison.negatives)
    return [
      try spread(positives, positiveEpsilon, upwards: distance.isSimilarity),
      try spread(negatives, negativeEpsilon, upwards: !distance.isSimilarity),
    ]
  }

  private func spread(_ pairs: Terms, _ epsilon: Double, upwards: Bool) throws -> Terms {
    guard pairs.values.count > 0 else { return pairs }
    let mean = try pairs.values.mean()
    let gap =
      upwards
      ? try mean * (1 - epsilon) - pairs.values : try pairs.values - mean * (1 + epsilon)
    return Terms(try gap.relu().squared(), anchors: pairs.anchors, unit: .pair)
  }
}

extension IntraPairVarianceLoss {
  static let kind = LossKind(
    "intraPairVariance", "Positive pairs alike in similarity, and negative pairs too.",
    options: [
      .number("positiveEpsilon", 0.01, "Tolerance of positives, 0 or more."),
      .number("negativeEpsilon", 0.01, "Tolerance of negatives, 0 or more."),
    ]
  ) {
    try IntraPairVarianceLoss(
      positiveEpsilon: $0.number("positiveEpsilon"),
      negativeEpsilon: $0.number("negativeEpsilon"),
      distance: $0.distance(else: CosineSimilarity()), reducer: $0.reducer(else: MeanReducer()))
  }
}
