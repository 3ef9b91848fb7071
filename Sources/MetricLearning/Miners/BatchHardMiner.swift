// Hermans, Beyer and Leibe, "In defense of the triplet loss for person re-identification", 2017.
internal import Parts
internal import Torch

/// For each anchor with both kinds, its farthest positive and its nearest negative.
public struct BatchHardMiner: Miner {
  public let distance: any Distance

  public init(distance: any Distance = LpDistance.euclidean) {
    self.distance = distance
  }

  public func callAsFunction(_ comparison: Comparison) throws -> Comparison {
    try withoutGradients {
      let s = try distance.nearness(comparison.queries, comparison.references)
      let positives = try s.filled(where: comparison.positives.not(), with: .infinity).argmin(1)
      let negatives = try s.filled(where: comparison.negatives.not(), with: -.infinity).argmax(1)
      let all = Triplets(
        anchors: try Tensor.range(s.shape[0], device: s.device), positives: positives,
        negatives: negatives)
      return try comparison.keeping(
        all.filtered(comparison.positives.any(1).and(comparison.negatives.any(1))))
    }
  }
}

extension BatchHardMiner {
  static let kind = MinerKind(
    "batchHard", "The farthest positive and the nearest negative of each anchor.",
    distance: LpDistance.euclideanKind
  ) { BatchHardMiner(distance: $1) }
}
