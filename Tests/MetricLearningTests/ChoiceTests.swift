import Foundation
import MetricLearning
import Parts
import Testing
import Torch

@Suite("Losses by name")
struct ChoiceTests {
  private func message(_ choice: MetricChoice) throws -> String {
    do {
      _ = try choice.makeLoss(features: 6, classes: 4, generator: RandomGenerator(seed: 1))
      return ""
    } catch let error as MetricLearningError {
      return error.message
    }
  }

  @Test(arguments: [
    (MetricChoice(loss: "circel"), "no loss `circel` (did you mean `circle`?); there are angular"),
    (MetricChoice(loss: .init("circle", ["gama": 2])), "no parameter `gama`; it has gamma, m"),
    (
      MetricChoice(loss: .init("circle", ["m": "big"])),
      "`m` must be a finite number, not \"big\""
    ),
    (MetricChoice(loss: .init("circle", ["m": 4])), "must lie in 0…1, not 4"),
    (MetricChoice(loss: .init("ntXent", ["temperature": 0])), "must be positive"),
    (MetricChoice(loss: .init("fastAP", ["bins": 2.5])), "must be a whole number"),
    (MetricChoice(loss: .init("tripletMargin", ["swap": 1])), "must be true or false"),
    (MetricChoice(loss: .init("tripletMargin", ["margin": -0.1])), "from 0 to 1000000"),
    (MetricChoice(loss: .init("structural", ["margin": -1])), "`margin` must be a number from"),
    (MetricChoice(loss: .init("contrastive", ["positiveMargin": -1])), "`positiveMargin` must"),
    (
      MetricChoice(
        loss: .init("contrastive", ["negativeMargin": 2]), distance: "cosine"),
      "`negativeMargin` must lie in -1.0…1.0"
    ),
    (MetricChoice(loss: .init("liftedStructure", ["negativeMargin": -1])), "must lie in"),
    (
      MetricChoice(loss: .init("generalisedLiftedStructure", ["positiveMargin": -1])), "must"
    ),
    (MetricChoice(loss: .init("signalToNoiseContrastive", ["negativeMargin": -1])), "must be"),
    (MetricChoice(loss: .init("margin", ["margin": -1])), "must be a number from"),
    (MetricChoice(loss: .init("margin", ["nu": -1])), "must be 0 or more"),
    (MetricChoice(loss: .init("angular", ["degrees": 90])), "degrees"),
    (MetricChoice(loss: .init("multiSimilarity", ["base": 2])), "must lie in -1.0…1.0"),
    (MetricChoice(loss: .init("multiSimilarity", ["alpha": 0])), "must be positive"),
    (MetricChoice(loss: .init("circle", ["gamma": 0])), "must be positive"),
    (
      MetricChoice(loss: .init("rankedList", ["margin": 0, "negativeTemperature": 1])),
      "must be positive"
    ),
    (MetricChoice(loss: .init("supCon", ["temperature": -1])), "must be positive"),
    (MetricChoice(loss: .init("nca", ["softmaxScale": 0])), "must be positive"),
    (MetricChoice(loss: .init("tupletMargin", ["degrees": 400])), "degrees"),
    (MetricChoice(loss: .init("intraPairVariance", ["positiveEpsilon": -1])), "must"),
    (MetricChoice(loss: .init("fastAP", ["bins": 0])), "from 1 to 10000"),
    (MetricChoice(loss: .init("normalisedSoftmax", ["temperature": 0])), "must be positive"),
    (MetricChoice(loss: .init("largeMarginSoftmax", ["margin": 0])), "from 1 to 16"),
    (MetricChoice(loss: .init("sphereFace", ["scale": 0])), "must be positive"),
    (MetricChoice(loss: .init("cosFace", ["margin": 3])), "must lie in 0…2"),
    (MetricChoice(loss: .init("arcFace", ["degrees": 181])), "0…180 degrees"),
    (MetricChoice(loss: .init("proxyNCA", ["softmaxScale": 0])), "must be positive"),
    (MetricChoice(loss: .init("proxyAnchor", ["margin": -1])), "from 0 to 2"),
    (MetricChoice(loss: .init("center", ["weight": -1])), "must be 0 or more"),
    (
      MetricChoice(
        loss: "contrastive", miner: .init("tripletMargin", ["margin": -1])), "must be a number from"
    ),
    (
      MetricChoice(
        loss: "contrastive", miner: .init("pairMargin", ["negativeMargin": -1])), "must lie in"
    ),
    (
      MetricChoice(
        loss: "contrastive", miner: .init("multiSimilarity", ["epsilon": -1])), "must"
    ),
    (
      MetricChoice(loss: "contrastive", miner: .init("angular", ["degrees": 90])),
      "between 0 and 90"
    ),
    (MetricChoice(loss: "rankedList"), "needs `margin` and `negativeTemperature`"),
    (MetricChoice(loss: "circle", distance: "euclidean"), "made for cosines"),
    (MetricChoice(loss: "supCon", distance: "hamming"), "there is no distance `hamming`"),
    (MetricChoice(loss: "cosFace", miner: "batchHard"), "compares embeddings with class vectors"),
    (MetricChoice(loss: "structural", miner: "batchHard"), "over all positive pairs"),
    (MetricChoice(loss: "contrastive", miner: "batchhard"), "there is no miner `batchhard`"),
    (MetricChoice(loss: "tripletMargin", reducer: "perAnchor"), "its terms are triplets"),
    (MetricChoice(loss: "center", reducer: "sum"), "its definition is a mean"),
    (MetricChoice(loss: "arcFace", memory: 100), "takes no memory"),
    (MetricChoice(loss: "contrastive", memory: 0), "holds nothing"),
    (
      MetricChoice(
        loss: "contrastive", reducer: .init("classWeighted", ["weights": .numbers([1])])),
      "1 weights for 4 classes"
    ),
    (
      MetricChoice(loss: "contrastive", miner: .init("tripletMargin", ["kind": "hardest"])),
      "one of all, hard, semihard, easy"
    ),
  ])
  func wrongChoicesSayWhy(_ choice: MetricChoice, _ expected: String) throws {
    #expect(try message(choice).contains(expected))
  }

  @Test func noWidthAndNoClassesAreRefused() throws {
    let generator = try RandomGenerator(seed: 1)
    #expect(throws: MetricLearningError.self) {
      try makeLoss(named: "circle", features: 0, classes: 4, generator: generator)
    }
    #expect(throws: MetricLearningError.self) {
      try makeLoss(named: "circle", features: 4, classes: 0, generator: generator)
    }
  }

  /// Every loss with every distance, reducer and miner: a number, or a reason.
  @Test(arguments: LossKind.all)
  func everyCombinationWorksOrSaysWhy(_ kind: LossKind) throws {
    let batch = try Batch(seed: 21)
    let part = Part(
      kind.name, kind.name == "rankedList" ? ["margin": 0.4, "negativeTemperature": 5] : [:])
    let weights: [String: Parameter] = ["weights": .numbers([1, 2, 0.5, 1])]
    var choices: [MetricChoice] = []
    for distance in DistanceKind.all {
      choices.append(MetricChoice(loss: part, distance: .init(distance.name)))
    }
    for reducer in ReducerKind.all {
      let own =
        reducer.name == "classWeighted" ? weights : reducer.name == "threshold" ? ["low": 0.1] : [:]
      choices.append(MetricChoice(loss: part, reducer: .init(reducer.name, own)))
    }
    for miner in MinerKind.all {
      choices.append(MetricChoice(loss: part, miner: .init(miner.name)))
      choices.append(MetricChoice(loss: part, miner: .init(miner.name), memory: 32))
    }
    var works = 0
    for choice in choices {
      do {
        let loss = try choice.makeLoss(
          features: 6, classes: 4, generator: RandomGenerator(seed: 2))
        let points = try batch.points.to(.float32)
        for _ in 0..<3 {
          let found = try valueAndGradient(at: points) { try loss($0, batch.labels) }
          #expect(found.value.isFinite && found.gradient.allSatisfy(\.isFinite), "\(choice)")
          try loss.observe(points, batch.labels)
        }
        works += 1
      } catch let error as MetricLearningError {
        #expect(error.message.contains(kind.name), "\(choice): \(error.message)")
      }
    }
    #expect(works > 0 || ["structural", "center"].contains(kind.name))
  }

  @Test func aChoiceIsReadFromAConfiguration() throws {
    let json = #"""
      {"loss": {"name": "circle", "m": 0.25}, "miner": "multiSimilarity", "memory": 512}
      """#
    let choice = try JSONDecoder().decode(MetricChoice.self, from: Data(json.utf8))
    #expect(
      choice
        == MetricChoice(loss: .init("circle", ["m": 0.25]), miner: "multiSimilarity", memory: 512))
    let again = try JSONDecoder().decode(MetricChoice.self, from: JSONEncoder().encode(choice))
    #expect(again == choice)
  }
}
