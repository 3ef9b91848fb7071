// Yu and Tao, "Deep metric learning with tuplet margin loss", ICCV 2019.
internal import Foundation
internal import Parts
internal import Torch

///     mean_(i,j) log(1 + Σ_{y_k≠y_i} exp(s (cos θ_ik − cos(θ_ij − m))))
///
/// over ordered positive pairs.
public struct TupletMarginLoss: PairLoss {
  public let degrees: Double
  public let scale: Double
  public let distance: any Distance = CosineSimilarity()
  public let reducer: any Reducer

  /// - Parameters:
  ///   - degrees: m, from 0 to below 90.
  ///   - scale: s.
  ///   - reducer: what makes one number of the losses of a batch.
  public init(degrees: Double = 5.73, scale: Double = 64, reducer: any Reducer = MeanReducer())
    throws
  {
    try require(
      degrees >= 0 && degrees < 90, "the margin must lie in 0…90 degrees, not \(degrees)")
    try require(scale > 0, "the scale must be positive, not \(scale)")
    self.degrees = degrees
    self.scale = scale
    self.reducer = reducer
  }

  public func terms(_ comparison: Comparison) throws -> [Terms] {
    let cosines = try distance(comparison.queries, comparison.references)
    let slack = try cosinePlus(cosines, radians: -degrees * .pi / 180)
    let negatives = try (cosines * scale).logSumExp(where: comparison.negatives).unsqueezed(1)
    return [try Terms((negatives - slack * scale).exactSoftplus(), where: comparison.positives)]
  }
}

/// cos(θ + m) from cos θ. The cosine is held 1e-7 short of ±1, where its angle has no gradient.
func cosinePlus(_ cosine: Tensor, radians m: Double) throws -> Tensor {
  let inside = try cosine.clamped((-1 + 1e-7)...(1 - 1e-7))
  return try inside * Foundation.cos(m) - (1 - inside.squared()).squareRoot() * Foundation.sin(m)
}

extension TupletMarginLoss {
  static let kind = LossKind(
    "tupletMargin", "Each positive against all negatives, by angles with a margin.",
    options: [
      .number("degrees", 5.73, "Margin in degrees, from 0 to below 90."),
      .number("scale", 64, "Scale, above 0."),
    ],
    refuses: [.distance: "its margins are made for cosines"]
  ) {
    try TupletMarginLoss(
      degrees: $0.number("degrees"), scale: $0.number("scale"),
      reducer: $0.reducer(else: MeanReducer()))
  }
}
