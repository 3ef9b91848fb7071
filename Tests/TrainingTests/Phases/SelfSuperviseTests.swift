import Foundation
import Parts
import Sampling
import Scenes
import SelfSupervision
import TestSupport
import Testing
import Torch

@testable import Training

/// The phase that learns from pixels without a class.
@Suite struct SelfSuperviseTests {
  let tiny: TinyTraining

  init() throws { tiny = try TinyTraining() }

  private func configuration(_ changes: [String]) throws -> Training.Configuration {
    try Configuration(
      yaml: TinyExperiment.configuration, file: "tiny.yaml",
      overrides: ["selfSupervise.iterations=6", "selfSupervise.batch=24"] + changes)
  }

  private func phase(_ changes: String...) throws -> (PhaseStepper, PhaseStart) {
    let configuration = try configuration(changes)
    let start = try tiny.start(configuration)
    return (try PhaseStepper(configuration.selfSupervise, on: start), start)
  }

  private func values(_ tensors: [String: Tensor]) throws -> [String: [Double]] {
    try tensors.mapValues { try $0.to(.float64).values(Double.self) }
  }

  @Test func offUnlessAMethodIsNamed() throws {
    #expect(Configuration().plannedPhases == ["pretrain", "finetune"])
    #expect(
      try tiny.configuration("selfSupervise.method=simclr").plannedPhases
        == ["selfSupervise", "pretrain", "finetune"])
    #expect(
      try tiny.configuration("selfSupervise.method=simclr", "selfSupervise.iterations=0")
        .plannedPhases == ["pretrain", "finetune"])
    for (change, words) in [
      ("selfSupervise.method=simcrl", "did you mean `simclr`"),
      ("selfSupervise.method={name: simclr, tau: 1}", "no parameter `tau`"),
      ("selfSupervise.views.shift=-1", "selfSupervise.views.shift"),
      ("selfSupervise.scenes=[a.h5, a.h5]", "different files"),
    ] {
      let refusal = #expect(throws: ConfigurationError.self) { try tiny.configuration(change) }
      #expect(refusal?.description.contains(words) == true, "\(refusal?.description ?? "")")
    }
    #expect(throws: ConfigurationError.self) {
      try tiny.configuration(
        "selfSupervise.method=simclr", "pretrain.epochs=0", "finetune.epochs=0")
    }
  }

  /// Each trains network and metric, leaves the softmax layer alone, and tells how embeddings spread.
  @Test(arguments: ObjectiveKind.all) func everyMethodTrains(_ kind: ObjectiveKind) throws {
    let (stepper, start) = try phase("selfSupervise.method=\(kind)")
    let before = try values(start.model.snapshot())
    try stepper.phase.prepare()
    for step in 0..<4 {
      let done = try stepper.update(step: step, rate: 1e-3)
      #expect(done.fault == nil && done.loss.isFinite)
      #expect(try #require(done.parts["variation"]) > 0)
      #expect(try #require(done.parts["effectiveRank"]) >= 1)
    }
    #expect(try stepper.notFinite() == nil)
    for (path, values) in try values(start.model.snapshot()) where !path.hasSuffix("bias") {
      #expect((values != before[path]) == !path.hasPrefix("classifier"), "\(path)")
    }
  }

  /// The checkpoint of every method holds all that it needs: stopped at any step it goes on to the
  /// same bits.
  @Test(arguments: ObjectiveKind.all) func goesOnToTheSameBits(_ kind: ObjectiveKind) throws {
    let configuration = try configuration([
      "selfSupervise.method=\(kind)", "selfSupervise.iterations=7", "pretrain.epochs=1",
      "finetune.epochs=0", "selfSupervise.batch=100",
    ])
    try tiny.trainer("whole", configuration).run()
    for stop in [2, 5] {
      var steps = 0
      #expect(throws: TrainingInterrupted.self) {
        try tiny.trainer(
          "cut-\(stop)", configuration,
          isInterrupted: {
            steps += 1
            return steps == stop
          }
        ).run()
      }
      try tiny.trainer("cut-\(stop)", configuration, resume: true).run()
      #expect(
        try tiny.run("cut-\(stop)").bytes(\.model) == tiny.run("whole").bytes(\.model),
        "stopped after \(stop)")
    }
  }

  @Test func theSecondViewLiesNearby() throws {
    let (stepper, _) = try phase(
      "selfSupervise.method=simclr", "selfSupervise.views.shift=2",
      "selfSupervise.views.bandDropout=0", "selfSupervise.views.noise=0",
      "selfSupervise.views.flips=false")
    let drawn = try #require(stepper.phase as? SelfSupervisePhase)
      .draw(StepRandom(seed: 0, phase: "selfSupervise", step: 3))
    #expect(drawn.first.shape == [24, 5, 5, 12] && drawn.second.shape == drawn.first.shape)
    let (one, other) = (
      try drawn.first.values(Float.self), try drawn.second.values(Float.self)
    )
    #expect(one != other)
    // Without a shift, and nothing else that varies, both views are one.
    let (still, _) = try phase(
      "selfSupervise.method=simclr", "selfSupervise.views.shift=0",
      "selfSupervise.views.bandDropout=0", "selfSupervise.views.noise=0",
      "selfSupervise.views.flips=false")
    let same = try #require(still.phase as? SelfSupervisePhase)
      .draw(StepRandom(seed: 0, phase: "selfSupervise", step: 3))
    #expect(try same.first.values(Float.self) == same.second.values(Float.self))
    #expect(try same.first.values(Float.self) == one)
  }

  @Test func theRecordSaysWhatWasSeen() throws {
    let configuration = try configuration(["selfSupervise.method=vicreg", "finetune.epochs=0"])
    var told: [String] = []
    try tiny.trainer("run", configuration, notices: { told.append($0) }).run()
    let history = try RunRecord.load(tiny.run("run")).history("selfSupervise")
    let statement = try #require(history.statements?.first)
    #expect(statement.contains("528 windows of scene.h5 without labels"), "\(statement)")
    #expect(statement.contains("test pixels lie in them"), "\(statement)")
    #expect(told.contains(statement))
    #expect(history.hasEnded && history.epochs.count == 1)
    // What the softmax layer says before it has learned is no figure of the phase.
    #expect(history.epochs[0].validationAccuracy == nil)
  }

  /// On ground apart from the test side no test pixel is looked at.
  @Test func trainingGroundHoldsNoTestPixel() throws {
    let apart = [
      "selfSupervise.method=simclr", "selfSupervise.ground=training", "split.kind=blocks",
      "split.size=11", "split.fraction=0.5", "finetune.epochs=0", "selfSupervise.batch=8",
    ]
    let configuration = try configuration(apart)
    try tiny.trainer("run", configuration).run()
    let statement = try RunRecord.load(tiny.run("run")).history("selfSupervise").statements?.first
    #expect(statement?.contains("no test pixel lies in them") == true, "\(statement ?? "")")
  }

  @Test func furtherScenesAreLookedAt() throws {
    let other = tiny.folder.file("other.h5")
    try TinyExperiment.writeScene(other, seed: 3)
    let both = try configuration([
      "selfSupervise.method=simclr", "selfSupervise.scenes=[\(other)]", "finetune.epochs=0",
    ])
    try tiny.trainer("run", both).run()
    let statement = try RunRecord.load(tiny.run("run")).history("selfSupervise").statements?.first
    #expect(
      statement?.contains("528 windows of scene.h5, 528 windows of other.h5") == true,
      "\(statement ?? "")")
    for (path, words) in [("none.h5", "does not exist"), (tiny.folder.file("bands.h5"), "bands")] {
      try TinyExperiment.twoHalves.write(to: tiny.folder.file("bands.h5"), as: Float.self)
      let wrong = try configuration([
        "selfSupervise.method=simclr", "selfSupervise.scenes=[\(path)]",
      ])
      let refusal = #expect(throws: SceneError.self) { try tiny.trainer("bad", wrong) }
      #expect(refusal?.description.contains(words) == true, "\(refusal?.description ?? "")")
      #expect(!FileManager.default.fileExists(atPath: tiny.run("bad").path))
    }
  }

  @Test func collapseIsTold() throws {
    let (stepper, _) = try phase("selfSupervise.method=simclr")
    func record(_ variation: Double, _ epoch: Int = 1) -> EpochRecord {
      EpochRecord(
        epoch: epoch, loss: 1, parts: ["variation": variation, "effectiveRank": 9],
        validationLoss: nil, validationAccuracy: nil, rate: 1, seconds: 1)
    }
    let remarks = stepper.phase.remarks(on: record(0.01), after: [])
    #expect(remarks.count == 1 && remarks[0].contains("collapsed"))
    #expect(stepper.phase.remarks(on: record(0.01, 2), after: [record(0.01)]).isEmpty)
    #expect(stepper.phase.remarks(on: record(0.8), after: []).isEmpty)
    #expect(stepper.phase.statements(on: [record(0.01)]).contains { $0.contains("collapsed") })
    #expect(!stepper.phase.statements(on: [record(0.7)]).contains { $0.contains("collapsed") })
  }
}
