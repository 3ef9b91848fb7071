import Foundation
import Sampling
import Scenes
import TestSupport
import Testing
import Torch

@testable import Training

/// Training anew on what a walked map is surest of.
@Suite struct SelfTrainingTests {
  let tiny: TinyTraining

  init() throws { tiny = try TinyTraining() }

  @Test func theSurestOfEachClassTeach() throws {
    var section = Configuration().selfTrain
    section.share = 0.5
    section.perClass = 3
    let map: [UInt16] = [1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 0, 3]
    let sure: [Float] = [
      0.9, 0.8, 0.7, 0.6, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, .nan, .nan,
    ]
    func chosen(_ seed: UInt64) -> [Int: UInt16] {
      WalkedLabels(surestOf: map, confidence: sure, without: [0], section, seed: seed).classes
    }
    // Of class 1 three pixels are left, of which two are half; of class 2 three of the five surest.
    let found = chosen(1)
    #expect(found.filter { $0.value == 1 }.keys.sorted() == [1, 2])
    let second = found.filter { $0.value == 2 }.keys
    #expect(second.count == 3 && second.allSatisfy { $0 >= 9 })
    #expect(found.count == 5)
    #expect(found == chosen(1))
    #expect((2..<20).contains { chosen($0) != found })
  }

  @Test func walkedPixelsTeachAndLabelledOnesStayWhatTheyAre() throws {
    let configuration = try tiny.configuration("finetune.epochs=0", "selfTrain.rounds=1")
    try tiny.trainer("before", tiny.configuration("finetune.epochs=0")).run()
    let trainer = try tiny.trainer("run", configuration)
    #expect(trainer.needsWalk)
    let (train, test) = (trainer.split.train, trainer.split.test)
    let map = trainer.labels.values.map { $0 == 0 ? 1 : $0 }
    let walked = WalkedLabels(
      surestOf: map, confidence: map.map { _ in 1 }, without: Set(train),
      configuration.selfTrain, seed: 0)
    try trainer.take(walked, from: tiny.run("before"))
    #expect(!trainer.needsWalk)
    try trainer.run()
    let record = try RunRecord.load(tiny.run("run"))
    #expect(
      record.walkedPixels
        == walked.classes.filter { !trainer.split.validation.contains($0.key) }.count)
    #expect(record.trainPixels == train.count && record.testPixels == test.count)
    #expect(try tiny.run("run").bytes(\.model) != tiny.run("before").bytes(\.model))
    // What classes are compared with is labelled.
    let model = try ModelFile.load(tiny.run("run").model)
    let embeddings = try RunEmbeddings.load(tiny.run("run"), of: model)
    #expect(embeddings.trainClasses.count == train.count)
    #expect(try WalkedLabels.find(tiny.run("run").walked, pixels: 528) == walked)
    #expect(throws: SceneError.self) {
      try WalkedLabels.find(tiny.run("run").walked, pixels: 10)
    }
  }

  /// What needs no classes was trained before the walk already.
  @Test func whatWasLearnedWithoutLabelsIsTakenOver() throws {
    let changes = [
      "finetune.epochs=0", "selfSupervise.method=simclr", "selfSupervise.iterations=3",
      "selfSupervise.batch=100",
    ]
    func configuration(_ rounds: Int) throws -> Training.Configuration {
      try Configuration(
        yaml: TinyExperiment.configuration, file: "tiny.yaml",
        overrides: changes + ["selfTrain.rounds=\(rounds)"])
    }
    try tiny.trainer("before", configuration(0)).run()
    let trainer = try tiny.trainer("run", configuration(1))
    let walked = WalkedLabels(
      surestOf: trainer.labels.values, confidence: trainer.labels.values.map { _ in 1 },
      without: [], trainer.configuration.selfTrain, seed: 0)
    try trainer.take(walked, from: tiny.run("before"))
    try trainer.run()
    let after = "selfSupervise"
    let (one, other) = (
      try Data(contentsOf: URL(fileURLWithPath: tiny.run("run").weights(after: after))),
      try Data(contentsOf: URL(fileURLWithPath: tiny.run("before").weights(after: after)))
    )
    #expect(one == other)
    #expect(try RunRecord.load(tiny.run("run")).history(after).hasEnded)
  }

  @Test func epochsHaveAFloorInSteps() throws {
    var section = Configuration().pretrain
    section.epochs = 4
    section.minimumSteps = 30
    #expect(section.length(stepsPerEpoch: 1) == PhaseLength(epochs: 30, stepsPerEpoch: 1))
    #expect(section.length(stepsPerEpoch: 7) == PhaseLength(epochs: 5, stepsPerEpoch: 7))
    #expect(section.length(stepsPerEpoch: 8) == PhaseLength(epochs: 4, stepsPerEpoch: 8))
    section.iterations = 12
    #expect(section.length(stepsPerEpoch: 5) == PhaseLength(epochs: 3, stepsPerEpoch: 5))
    section.iterations = 0
    section.epochs = 0
    #expect(section.length(stepsPerEpoch: 1).steps == 0)
    try tiny.train("run", "pretrain.minimumSteps=40", "finetune.epochs=0")
    let history = try RunRecord.load(tiny.run("run")).history("pretrain")
    #expect(history.epochs.count == 10, "4 steps an epoch")
  }
}
