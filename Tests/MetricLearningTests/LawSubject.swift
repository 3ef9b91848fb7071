import MetricLearning
import Testing
import Torch

/// A loss, alone or over what a miner chooses: what the laws are run on.
struct LawSubject: CustomTestStringConvertible, Sendable {
  let kind: MetricLossKind
  var miner: MinerKind?

  var testDescription: String { kind.rawValue + (miner.map { " of \($0.rawValue)" } ?? "") }

  /// Every loss, and every pair loss with every miner.
  static let all = MetricLossKind.allCases.flatMap { kind in
    [LawSubject(kind: kind)]
      + (takesMiners(kind) ? MinerKind.allCases.map { LawSubject(kind: kind, miner: $0) } : [])
  }

  /// Whether a loss compares pairs that can be chosen.
  private static func takesMiners(_ kind: MetricLossKind) -> Bool {
    !kind.hasClassVectors && ![.structural, .rankedList, .fastAP].contains(kind)
  }

  /// With defaults, over 4 classes in 6 dimensions.
  func loss() throws -> any MetricLoss {
    let needed: [String: MetricParameter] =
      kind == .rankedList ? ["margin": 0.4, "negativeTemperature": 10] : [:]
    return try MetricChoice(
      loss: .init(kind.rawValue, needed), miner: miner.map { .init($0.rawValue) }
    ).makeLoss(features: 6, classes: 4, generator: RandomGenerator(seed: 99))
  }
}
