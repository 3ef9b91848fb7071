// Cakir, He, Xia, Kulis and Sclaroff, "Deep metric learning to rank", CVPR 2019.
internal import Parts
internal import Torch

/// 1 − the average precision of each anchor's ranking, through histograms of its distances:
///
///     mean_i 1 − 1/|P(i)| Σ_b h⁺_b H⁺_b / H_b
///
/// with h⁺ the soft counts of positives in bins of d² over 0…4, H⁺ and H the cumulative counts of
/// positives and of all; over the anchors that have a positive.
public struct FastAPLoss: PairLoss {
  public let bins: Int
  public let distance: any Distance = LpDistance.squaredEuclidean
  public let reducer: any Reducer
  public static let ranksItsBatch = true

  public init(bins: Int = 10, reducer: any Reducer = MeanReducer()) throws {
    try require(bins > 0 && bins <= 10_000, "the bins must number from 1 to 10000, not \(bins)")
    self.bins = bins
    self.reducer = reducer
  }

  public func terms(_ comparison: Comparison) throws -> [Terms] {
    let d = try distance(comparison.queries, comparison.references)
    let type = try d.elementType
    let width = 4 / Double(bins)
    let edges = try Tensor.range(bins + 1, device: d.device).to(type) * width
    // Each distance is shared between the two edges around it: N × M × edges.
    let pulses = try (1 - (d.unsqueezed(2) - edges).magnitude() / width).relu()
    let ofPositives = try (pulses * comparison.positives.to(type).unsqueezed(2)).sum(1)
    let ofNegatives = try (pulses * comparison.negatives.to(type).unsqueezed(2)).sum(1)
    let positives = try ofPositives.cumulativeSum(1)
    let all = try (ofPositives + ofNegatives).cumulativeSum(1)
    // Empty bins before the first distance: 0/0 counts as 0.
    let empty = try all.lessOrEqual(0)
    let parts = try (ofPositives * positives / all.filled(where: empty, with: 1))
    let counts = try comparison.positives.to(type).sum(1)
    let precision = try parts.sum(1) / counts.maximum(1)
    return [try Terms(everyAnchor: 1 - precision).filtered(counts.greater(0))]
  }
}

extension FastAPLoss {
  static let kind = LossKind(
    "fastAP", "1 − average precision of each anchor's ranking, through histograms.",
    options: [.whole("bins", 10, "Bins of the histogram, 1 to 10000.")],
    refuses: [
      .distance: "its histogram spans the squared distances of normalised embeddings, 0 to 4",
      .miner: "it ranks the whole batch for each anchor",
    ]
  ) {
    try FastAPLoss(bins: $0.values.whole("bins"), reducer: $0.reducer(else: MeanReducer()))
  }
}
