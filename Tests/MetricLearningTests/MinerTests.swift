import Foundation
import MetricLearning
import TestSupport
import Testing
import Torch

/// The reference choices of the miners.
private struct GoldenMiners: Decodable {
  enum Tuples: Decodable {
    case triplets([[Int64]])
    case pairs(positives: [[Int64]], negatives: [[Int64]])

    private enum Keys: CodingKey { case positives, negatives }

    init(from decoder: any Decoder) throws {
      if let box = try? decoder.container(keyedBy: Keys.self) {
        self = .pairs(
          positives: try box.decode([[Int64]].self, forKey: .positives),
          negatives: try box.decode([[Int64]].self, forKey: .negatives))
      } else {
        self = .triplets(try decoder.singleValueContainer().decode([[Int64]].self))
      }
    }
  }

  struct Case: Decodable {
    var tuples: Tuples
  }

  var embeddings: [[Double]]
  var labels: [Int64]
  var miners: [String: Case]

  static func load() throws -> GoldenMiners {
    try JSONDecoder().decode(GoldenMiners.self, from: goldenData("miners.json", in: .module))
  }
}

/// The miners with their defaults, by the names of the reference.
private func miners() throws -> [String: any Miner] {
  var miners: [String: any Miner] = [
    "multiSimilarity": MultiSimilarityMiner(), "angular": try AngularMiner(),
    "batchHard": BatchHardMiner(), "batchEasyHard": try BatchEasyHardMiner(),
    "pairMargin": PairMarginMiner(),
  ]
  for kind in TripletMarginMiner.Kind.allCases {
    miners["tripletMargin.\(kind.rawValue)"] = TripletMarginMiner(kind: kind)
  }
  return miners
}

/// Rows of an integer matrix.
private func rows(_ matrix: Tensor) throws -> Set<[Int64]> {
  let values = try matrix.values(Int64.self)
  let width = matrix.shape[1]
  return Set((0..<matrix.shape[0]).map { Array(values[($0 * width)..<(($0 + 1) * width)]) })
}

private func rows(_ triplets: Triplets) throws -> Set<[Int64]> {
  try rows(
    Tensor.stacked([triplets.anchors, triplets.positives, triplets.negatives], along: 1))
}

@Suite("Miners")
struct MinerTests {
  @Test func choicesEqualTheReference() throws {
    let golden = try GoldenMiners.load()
    let all = try Comparison(matrix(golden.embeddings), Tensor(golden.labels))
    let miners = try miners()
    #expect(Set(golden.miners.keys) == Set(miners.keys))
    for (name, expected) in golden.miners {
      let miner = try #require(miners[name])
      let chosen = try miner(all)
      switch expected.tuples {
      case .triplets(let triplets):
        let found = try #require(chosen.chosenTriplets)
        #expect(try rows(found) == Set(triplets), "\(name)")
      case .pairs(let positives, let negatives):
        #expect(try rows(chosen.positives.nonzero()) == Set(positives), "\(name)")
        #expect(try rows(chosen.negatives.nonzero()) == Set(negatives), "\(name)")
      }
    }
  }

  @Test func onlyTruePairsAreChosen() throws {
    let batch = try Batch(seed: 3)
    let all = try Comparison(batch.points, batch.labels)
    for (name, miner) in try miners() {
      let chosen = try miner(all)
      let strangers = try chosen.positives.and(all.positives.not())
        .or(chosen.negatives.and(all.negatives.not()))
      #expect(try strangers.any().to(.float64).item() == 0, "\(name)")
    }
  }

  @Test func aBatchWithoutPairsGivesNone() throws {
    for labels in [[Int64](repeating: 1, count: 6), [0, 1, 2, 3, 4, 5]] {
      let points = try RandomGenerator(seed: 1).normal([6, 4], type: .float64)
      let all = try Comparison(points, Tensor(labels))
      for (name, miner) in try miners() where !name.hasPrefix("pairMargin") {
        let loss = MinedLoss(ContrastiveLoss(), miner: miner)
        let found = try valueAndGradient(at: points) { try loss($0, Tensor(labels)) }
        #expect(found.value == 0 && found.gradient.allSatisfy { $0 == 0 }, "\(name)")
        #expect(try loss.activeShare(points, Tensor(labels)) == nil)
        if let triplets = try miner(all).chosenTriplets { #expect(triplets.count == 0, "\(name)") }
      }
    }
  }

  @Test func nothingChosenIsZero() throws {
    let batch = try Batch(seed: 5)
    let miner = TripletMarginMiner(margin: 1e6, kind: .easy)
    for loss in [TripletMarginLoss(), ContrastiveLoss(), try NTXentLoss()] as [any PairLoss] {
      let mined = MinedLoss(loss, miner: miner)
      let found = try valueAndGradient(at: batch.points) { try mined($0, batch.labels) }
      #expect(found.value == 0 && found.gradient.allSatisfy { $0 == 0 })
    }
  }

  @Test func minedTripletsAreTheLossesOwn() throws {
    // The triplets that violate a margin of 0.2 are those with a hinge above 0.
    let batch = try Batch(seed: 7)
    let all = try TripletMarginLoss(margin: 0.2)(batch.points, batch.labels).item()
    let mined = MinedLoss(TripletMarginLoss(margin: 0.2), miner: TripletMarginMiner())
    #expect(abs(try mined(batch.points, batch.labels).item() - all) < 1e-12)
    #expect(try mined.activeShare(batch.points, batch.labels) == 1)
  }

  @Test(arguments: BatchEasyHardMiner.Choice.allCases, BatchEasyHardMiner.Choice.allCases)
  func easyHardChoosesOneOfEach(
    _ positive: BatchEasyHardMiner.Choice, _ negative: BatchEasyHardMiner.Choice
  ) throws {
    let refused =
      (positive == .semihard && [.semihard, .all].contains(negative))
      || (negative == .semihard && positive == .all)
    if refused {
      #expect(throws: MetricLearningError.self) {
        try BatchEasyHardMiner(positive: positive, negative: negative)
      }
      return
    }
    let batch = try Batch(seed: 11)
    let all = try Comparison(batch.points, batch.labels)
    let chosen = try BatchEasyHardMiner(positive: positive, negative: negative)(all)
    for (choice, mask, whole) in [
      (positive, chosen.positives, all.positives), (negative, chosen.negatives, all.negatives),
    ] {
      let counts = try mask.to(.float64).sum(1).values(Double.self)
      if choice == .all {
        #expect(try mask.to(.float64).sum().item() == whole.to(.float64).sum().item())
      } else {
        #expect(counts.allSatisfy { $0 <= 1 } && counts.contains(1))
      }
    }
  }
}
