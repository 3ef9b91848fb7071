import Foundation
import Parts
import Scenes
import TestSupport
import Testing
import Torch

@testable import Training

/// Priors: learned from scenes without labels, and what trainings begin with.
@Suite struct PriorTests {
  let tiny: TinyTraining

  init() throws { tiny = try TinyTraining() }

  private func configuration(_ changes: [String] = []) throws -> Training.Configuration {
    try Configuration(
      yaml: TinyExperiment.configuration, file: "tiny.yaml",
      overrides: [
        "selfSupervise.iterations=6", "selfSupervise.batch=100", "finetune.epochs=0",
        "pretrain.epochs=1",
      ] + changes)
  }

  private func trainer(
    _ name: String, _ scenes: [String]?, _ configuration: Training.Configuration,
    resume: Bool = false, isInterrupted: @escaping () -> Bool = { false }
  ) throws -> PriorTrainer {
    try PriorTrainer(
      tiny.run(name), configuration: configuration, scenes: scenes, resume: resume, device: .cpu,
      commit: "test", version: "test", watch: { _ in }, isInterrupted: isInterrupted)
  }

  private func values(_ tensors: [String: Tensor]) throws -> [String: [Double]] {
    try tensors.mapValues { try $0.to(.float64).values(Double.self) }
  }

  @Test func aTrainingBeginsWithItsWeights() throws {
    try trainer("prior", [tiny.scene], configuration()).run()
    let prior = try Prior.load(tiny.run("prior").path)
    #expect(prior.card.summary.method == "simclr" && prior.card.summary.steps == 6)
    let seen = try #require(prior.card.summary.scenes.first)
    #expect(seen.pixels == 528 && seen.shape == [24, 22, 12] && seen.checksum.count == 64)
    #expect(try PriorRecord.load(tiny.run("prior")).history.hasEnded)
    #expect(!FileManager.default.fileExists(atPath: tiny.run("prior").checkpoint))

    let with = try configuration(["network.from=\(tiny.run("prior").path)"])
    let ground = try TrainingGround(with, scenePath: tiny.scene, version: "test")
    let own = try values(prior.tensors)
    let begun = try values(ground.model(seed: 0).snapshot())
    for (path, numbers) in begun {
      #expect(path.hasPrefix("classifier") || own[path] == numbers, "\(path)")
    }
    #expect(ground.card.standardisation == prior.card.standardisation)
    // The run keeps a copy: it goes on, and is mapped, without the prior's folder.
    try tiny.trainer("run", with).run(through: "pretrain")
    let model = try ModelFile.load(tiny.run("run").model)
    #expect(model.card.prior == prior.card.summary)
    #expect(model.card.prior?.saw(try RunRecord.load(tiny.run("run")).sceneChecksum) == true)
    let bytes = try tiny.run("run").bytes(\.model)
    var steps = 0
    #expect(throws: TrainingInterrupted.self) {
      try tiny.trainer(
        "cut", with,
        isInterrupted: {
          steps += 1
          return steps == 2
        }
      ).run()
    }
    try FileManager.default.removeItem(atPath: tiny.run("prior").path)
    try tiny.trainer("cut", with, resume: true).run()
    #expect(try tiny.run("cut").bytes(\.model) == bytes)
  }

  @Test func aPriorGoesOnToTheSameBits() throws {
    let other = tiny.folder.file("other.h5")
    try TinyExperiment.writeScene(other, seed: 3)
    let wanted = try configuration(["selfSupervise.method=moco"])
    try trainer("whole", [tiny.scene, other], wanted).run()
    var steps = 0
    #expect(throws: TrainingInterrupted.self) {
      try trainer(
        "cut", [tiny.scene, other], wanted,
        isInterrupted: {
          steps += 1
          return steps == 3
        }
      ).run()
    }
    let refusal = #expect(throws: SceneError.self) { try Prior.load(tiny.run("cut").path) }
    #expect(refusal?.description.contains("not finished") == true)
    let saved = try Training.Configuration.load(path: tiny.run("cut").configuration)
    #expect(throws: SceneError.self) { try trainer("cut", [tiny.scene], saved, resume: true) }
    try trainer("cut", nil, saved, resume: true).run()
    #expect(try tiny.run("cut").bytes(\.prior) == tiny.run("whole").bytes(\.prior))
    let card = try Prior.load(tiny.run("whole").path).card
    #expect(card.summary.scenes.map(\.pixels) == [528, 528])
    #expect(card.summary.sentence.contains("528 windows of other.h5"))
  }

  @Test func whatDoesNotFitIsRefused() throws {
    try trainer("prior", [tiny.scene], configuration()).run()
    let from = "network.from=\(tiny.run("prior").path)"
    for (change, words) in [
      ("network.window=7", ["network.window", "is 7", "5, as the prior"]),
      ("network.width=5", ["network.width", "is 5", "4, as the prior"]),
      ("network.factors=3", ["network.factors", "is 3"]),
      ("network.kind=1-D", ["network.kind", "1-D", "2-D"]),
    ] {
      let changed = try Configuration(
        yaml: change.hasPrefix("network.kind")
          ? "split: {count: 20}" : TinyExperiment.configuration, file: "tiny.yaml",
        overrides: [from, change])
      let refusal = #expect(throws: ConfigurationError.self) { try tiny.trainer("bad", changed) }
      for word in words { #expect(refusal?.description.contains(word) == true, "\(change)") }
    }
    try TinyExperiment.twoHalves.write(to: tiny.folder.file("bands.h5"), as: Float.self)
    let bands = #expect(throws: SceneError.self) {
      try TrainingGround(
        configuration([from, "split.count=5"]), scenePath: tiny.folder.file("bands.h5"),
        version: "test")
    }
    for word in ["6 bands", "the prior reads 12"] {
      #expect(bands?.description.contains(word) == true, "\(bands?.description ?? "")")
    }
    let mixed = #expect(throws: SceneError.self) {
      try trainer("mixed", [tiny.scene, tiny.folder.file("bands.h5")], configuration())
    }
    #expect(mixed?.description.contains("6 bands") == true)
    #expect(!FileManager.default.fileExists(atPath: tiny.run("mixed").path))
    try tiny.train("run")
    for (name, words) in [("run", "is a run, not a prior"), ("none", "does not exist")] {
      let refusal = #expect(throws: SceneError.self) { try Prior.load(tiny.run(name).path) }
      #expect(refusal?.description.contains(words) == true, "\(refusal?.description ?? "")")
    }
    let folder = #expect(throws: SceneError.self) { try tiny.run("prior").require() }
    #expect(folder?.description.contains("knows no classes") == true)
    #expect(throws: SceneError.self) { try trainer("prior", [tiny.scene], configuration()) }
    #expect(throws: SceneError.self) { try tiny.trainer("prior", configuration()) }
    // A file of a prior is replaced by nothing else.
    #expect(RunFolder.holds(tiny.run("prior").prior))
  }
}
