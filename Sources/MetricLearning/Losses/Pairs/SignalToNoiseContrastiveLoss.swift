// Yuan et al., "Signal-to-noise ratio: a robust distance metric for deep metric learning", CVPR
// 2019.
internal import Parts
internal import Torch

/// The contrastive loss with d_ij = var(x_i − x_j) / var(x_i). Positive margin 0, negative 1.
public struct SignalToNoiseContrastiveLoss: PairLoss {
  private let contrastive: ContrastiveLoss
  public var distance: any Distance { contrastive.distance }
  public var reducer: any Reducer { contrastive.reducer }

  public init(
    positiveMargin: Double = 0, negativeMargin: Double = 1,
    distance: SignalToNoiseDistance = SignalToNoiseDistance(),
    reducer: any Reducer = ThresholdReducer.meanOfNonZero
  ) {
    contrastive = ContrastiveLoss(
      positiveMargin: positiveMargin, negativeMargin: negativeMargin, distance: distance,
      reducer: reducer)
  }

  public func terms(_ comparison: Comparison) throws -> [Terms] {
    try contrastive.terms(comparison)
  }
}

extension SignalToNoiseContrastiveLoss {
  static let kind = LossKind(
    "signalToNoiseContrastive", "The contrastive loss on signal-to-noise ratios.",
    options: [
      .number("positiveMargin", 0, in: gaps, "m_p."),
      .number("negativeMargin", 1, in: gaps, "m_n."),
    ],
    refuses: [.distance: "the signal-to-noise ratio is its definition"]
  ) {
    SignalToNoiseContrastiveLoss(
      positiveMargin: $0.number("positiveMargin"), negativeMargin: $0.number("negativeMargin"),
      reducer: $0.reducer(else: ThresholdReducer.meanOfNonZero))
  }
}
