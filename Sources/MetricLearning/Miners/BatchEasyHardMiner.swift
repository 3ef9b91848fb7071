// Xuan, Stylianou and Pless, "Improved embeddings with easy positive triplet mining", WACV 2020.
internal import Parts
internal import Torch

/// For each anchor one positive and one negative, each chosen by its own rule.
public struct BatchEasyHardMiner: Miner {
  public enum Choice: String, CaseIterable, Sendable {
    /// Positive: the farthest. Negative: the nearest.
    case hard
    /// As `hard`, among positives nearer than the chosen negative, or negatives farther than the
    /// chosen positive.
    case semihard
    /// Positive: the nearest. Negative: the farthest.
    case easy
    /// Every one.
    case all
  }

  public let positive: Choice
  public let negative: Choice
  public let distance: any Distance

  /// - Throws: where both are semihard, or one is and the other is all: there is nothing to
  ///   measure the semihard one against.
  public init(
    positive: Choice = .easy, negative: Choice = .semihard,
    distance: any Distance = LpDistance.euclidean
  ) throws {
    try require(
      !(positive == .semihard && (negative == .semihard || negative == .all))
        && !(negative == .semihard && positive == .all),
      "\(positive.rawValue) positives with \(negative.rawValue) negatives: a semihard choice is "
        + "measured against the other's one choice, so the other must be easy or hard")
    self.positive = positive
    self.negative = negative
    self.distance = distance
  }

  public func callAsFunction(_ comparison: Comparison) throws -> Comparison {
    try withoutGradients {
      let s = try distance.nearness(comparison.queries, comparison.references)
      var (positives, negatives) = (comparison.positives, comparison.negatives)
      if positive == .semihard {
        negatives = try one(of: negatives, s, nearest: negative == .hard)
        let bar = try s.filled(where: negatives.not(), with: -.infinity).max(1, keep: true)
        positives = try one(of: positives.and(s.greater(bar)), s, nearest: false)
      } else {
        if positive != .all { positives = try one(of: positives, s, nearest: positive == .easy) }
        if negative == .semihard {
          let bar = try s.filled(where: positives.not(), with: .infinity).min(1, keep: true)
          negatives = try one(of: negatives.and(s.less(bar)), s, nearest: true)
        } else if negative != .all {
          negatives = try one(of: negatives, s, nearest: negative == .hard)
        }
      }
      if positive != .all && negative != .all {
        let both = try positives.any(1).and(negatives.any(1)).unsqueezed(1)
        (positives, negatives) = (try positives.and(both), try negatives.and(both))
      }
      return comparison.keeping(positives: positives, negatives: negatives)
    }
  }

  /// The nearest (or farthest) of each row where `mask` holds; the first of equal ones.
  private func one(of mask: Tensor, _ s: Tensor, nearest: Bool) throws -> Tensor {
    let chosen =
      nearest
      ? try s.filled(where: mask.not(), with: -.infinity).argmax(1)
      : try s.filled(where: mask.not(), with: .infinity).argmin(1)
    return try chosen.oneHot(mask.shape[1]).greater(0).and(mask)
  }
}

extension BatchEasyHardMiner {
  static let kind = MinerKind(
    "batchEasyHard", "Easy, hard or semihard positives and negatives of each anchor.",
    distance: LpDistance.euclideanKind,
    options: [
      .choice("positive", Choice.easy, "Which positives to keep."),
      .choice("negative", Choice.semihard, "Which negatives to keep."),
    ]
  ) {
    try BatchEasyHardMiner(
      positive: $0.choice("positive"), negative: $0.choice("negative"), distance: $1)
  }
}
