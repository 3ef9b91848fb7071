import MetricLearning
import Parts
import Testing
import Torch

/// A loss, alone or over what a miner chooses: what the laws are run on.
struct LawSubject: CustomTestStringConvertible, Sendable {
  let kind: LossKind
  var miner: MinerKind?

  var testDescription: String { kind.name + (miner.map { " of \($0.name)" } ?? "") }

  /// Every loss, and every pair loss with every miner.
  static let all = LossKind.all.flatMap { kind in
    [LawSubject(kind: kind)]
      + (takesMiners(kind) ? MinerKind.all.map { LawSubject(kind: kind, miner: $0) } : [])
  }

  /// Whether a loss compares pairs that can be chosen.
  private static func takesMiners(_ kind: LossKind) -> Bool {
    kind.refusal(of: .miner) == nil
  }

  /// With defaults, over 4 classes in 6 dimensions.
  func loss() throws -> any MetricLoss {
    let needed: [String: Parameter] =
      kind.name == "rankedList" ? ["margin": 0.4, "negativeTemperature": 10] : [:]
    return try MetricChoice(
      loss: .init(kind.name, needed), miner: miner.map { .init($0.name) }
    ).makeLoss(features: 6, classes: 4, generator: RandomGenerator(seed: 99))
  }
}
