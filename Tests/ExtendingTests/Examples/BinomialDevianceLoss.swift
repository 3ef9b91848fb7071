import Parts
import Torch

@testable import MetricLearning

/// Binomial deviance of cosines s (Yi, Lei, Liao and Li, "Deep metric learning for person
/// re-identification", ICPR 2014):
///
///     mean⁺ log(1 + e^{−α(s − β)}) + mean⁻ log(1 + e^{α(s − β)})
struct BinomialDevianceLoss: PairLoss {
  let scale: Double
  let margin: Double
  let distance: any Distance = CosineSimilarity()
  let reducer: any Reducer

  func terms(_ comparison: Comparison) throws -> [Terms] {
    let above = try (distance(comparison.queries, comparison.references) - margin) * scale
    return [
      try Terms((-above).softplus(), where: comparison.positives),
      try Terms(above.softplus(), where: comparison.negatives),
    ]
  }
}

extension BinomialDevianceLoss {
  static let kind = LossKind(
    "binomialDeviance", "The logistic loss of every pair's cosine.",
    options: [
      .number("scale", 2, in: 1e-3...1e3, "α."),
      .number("margin", 0.5, in: -1...1, "β."),
    ],
    refuses: [.distance: "it compares cosines"]
  ) { parts in
    BinomialDevianceLoss(
      scale: parts.number("scale"), margin: parts.number("margin"),
      reducer: parts.reducer(else: MeanReducer()))
  }
}
