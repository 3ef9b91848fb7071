import Foundation
import Scenes
import TestSupport
import Testing
import Torch
import Training

@Suite struct TrainerTests {
  let tiny: TinyTraining

  init() throws { tiny = try TinyTraining() }

  private static let losses = [
    "structural", "proxyAnchor", "center", "{name: sphereFace, lambda: 100, lambdaDecay: 1}",
  ]

  /// Interrupted after any steps of any phase, a training ends as one that was not, bit for bit.
  @Test(arguments: losses, [[1], [3], [4, 1, 1], [5, 2]])
  func interruptedAnywhere(loss: String, intervals: [Int]) throws {
    var configuration = try tiny.configuration(
      "pretrain.epochs=3", "finetune.epochs=2", "finetune.metric.memory=0")
    configuration.finetune.metric.loss = try tiny.configuration("finetune.metric.loss=\(loss)")
      .finetune.metric.loss
    try tiny.trainer("whole", configuration).run()
    var phases: Set<String> = []
    var (round, stops) = (0, 0)
    while true {
      var left = intervals[min(round, intervals.count - 1)]
      let trainer = try tiny.trainer(
        "parts", configuration, resume: round > 0,
        isInterrupted: {
          left -= 1
          return left <= 0
        })
      round += 1
      do {
        try trainer.run()
        break
      } catch let stop as TrainingInterrupted {
        phases.insert(stop.phase)
        stops += 1
      }
    }
    #expect(phases == ["pretrain", "finetune"])
    #expect(stops >= 4)
    let (parts, whole) = (tiny.run("parts"), tiny.run("whole"))
    #expect(try parts.bytes(\.model) == whole.bytes(\.model))
    #expect(try parts.bytes(\.embeddings) == whole.bytes(\.embeddings))
    let (record, other) = (try RunRecord.load(parts), try RunRecord.load(whole))
    for phase in phases {
      #expect(
        record.history(phase).epochs.map(\.parts) == other.history(phase).epochs.map(\.parts))
    }
    #expect(!FileManager.default.fileExists(atPath: parts.checkpoint))
  }

  @Test func aRunOfOnePhaseGoesOnToTheNext() throws {
    let configuration = try tiny.configuration()
    let trainer = try tiny.trainer("run", configuration)
    try trainer.run(through: "pretrain")
    #expect(trainer.record.history("pretrain").hasEnded)
    #expect(!trainer.record.history("finetune").hasEnded)
    #expect(trainer.record.unfinishedPhase(of: configuration) == "finetune")
    let first = try tiny.run("run").bytes(\.model)
    #expect(try ModelFile.load(tiny.run("run").model).card.phase == "pretrain")
    try tiny.trainer("run", configuration, resume: true).run()
    #expect(try ModelFile.load(tiny.run("run").model).card.phase == "finetune")
    try tiny.train("whole")
    #expect(try tiny.run("run").bytes(\.model) == tiny.run("whole").bytes(\.model))
    #expect(
      try Data(contentsOf: URL(fileURLWithPath: tiny.run("run").weights(after: "pretrain")))
        == first)
  }

  /// What is skipped leaves no trace, and the next phase begins on fresh weights.
  @Test func aPhaseWithoutStepsIsSkipped() throws {
    let run = try tiny.train("metric", "pretrain.epochs=0")
    let record = try RunRecord.load(run)
    #expect(Array(record.phases.keys) == ["finetune"])
    #expect(record.diversity.keys.sorted() == ["finetune", "start"])
    #expect(!FileManager.default.fileExists(atPath: run.weights(after: "pretrain")))
    let refusal = #expect(throws: ConfigurationError.self) {
      try tiny.configuration("pretrain.epochs=0", "finetune.epochs=0")
    }
    #expect(refusal?.description.contains("finetune.epochs") == true)
  }

  @Test func whatResumesIsRecordedAndWarnedOf() throws {
    let configuration = try tiny.configuration()
    try tiny.trainer("run", configuration).run(through: "pretrain")
    var notices: [String] = []
    _ = try tiny.trainer("run", configuration, resume: true, notices: { notices.append($0) })
    #expect(notices.isEmpty)
    // As if it had begun on another machine.
    let path = tiny.run("run").record
    var text = try String(contentsOfFile: path, encoding: .utf8)
    text = text.replacing("\"threads\" : \(Engine.threads)", with: "\"threads\" : 61")
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    let trainer = try tiny.trainer(
      "run", configuration, resume: true, notices: { notices.append($0) })
    #expect(notices.count == 1)
    #expect(notices.first?.contains("\(Engine.threads) threads, not 61") == true)
    try trainer.run()
    let record = try RunRecord.load(tiny.run("run"))
    #expect(record.threads == 61)
    #expect(record.sessions?.count == 2)
    #expect(record.sessions?.last?.threads == Engine.threads)
    #expect(record.sessions?.last?.phase == "finetune")
    // Of a run that has ended nothing is resumed.
    _ = try tiny.trainer("run", configuration, resume: true)
    #expect(try RunRecord.load(tiny.run("run")).sessions?.count == 2)
  }

  @Test func runsOfEarlierVersionsAreRefused() throws {
    let configuration = try tiny.configuration()
    try tiny.trainer("run", configuration).run(through: "pretrain")
    let path = tiny.run("run").record
    var text = try String(contentsOfFile: path, encoding: .utf8)
    text = text.replacing("\"format\" : 2,", with: "")
      .replacing("\"version\" : \"test\"", with: "\"version\" : \"0.0.9\"")
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    for attempt in [
      { _ = try tiny.trainer("run", configuration, resume: true) },
      {
        try tiny.run("run").branch(
          to: tiny.run("b"), after: "pretrain", configuration: configuration)
      },
    ] {
      let refusal = #expect(throws: SceneError.self) { try attempt() }
      #expect(refusal?.description.contains("0.0.9") == true)
    }
    #expect(try FinishedRun(tiny.run("run"), device: .cpu).model.card.phase == "pretrain")
  }
}
