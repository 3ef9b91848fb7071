import Foundation
import MetricLearning
import Scenes
import TestSupport
import Testing
import Torch
import Training

/// A training that diverges is an error, and nothing of it passes for a model.
@Suite struct DivergenceTests {
  let tiny: TinyTraining

  init() throws { tiny = try TinyTraining() }

  private static let wild = [
    "optimiser=sgd", "rate=100", "schedule=constant", "epochs=40", "augmentation.noise=0",
  ]

  @Test(arguments: ["pretrain", "finetune"], ["0", "0.3"])
  func aDivergedPhaseIsAnError(phase: String, validation: String) throws {
    let changes = Self.wild.map { "\(phase).\($0)" }
    var configuration = try Configuration(
      yaml: "network: {window: 5, reduce: 4, width: 4, scales: [1, 3], features: 8, factors: 4}",
      file: "a.yaml",
      overrides: [
        "split.count=20", "split.validation=\(validation)", "pretrain.epochs=1",
        "finetune.epochs=1", "finetune.diversity.weight=0", "finetune.metric.loss=contrastive",
      ] + changes)
    configuration.pretrain.batch = 16
    let diverged = #expect(throws: TrainingDiverged.self) {
      try tiny.trainer("run", configuration).run()
    }
    #expect(diverged?.phase == phase)
    #expect(diverged.map { $0.step > 0 } == true)
    for word in ["diverged at step", "--set \(phase).rate=10", "--find-rate", "no model"] {
      #expect(diverged?.description.contains(word) == true, "\(word)")
    }
    let run = tiny.run("run")
    let record = try RunRecord.load(run)
    #expect(!record.history(phase).hasEnded)
    #expect(FileManager.default.fileExists(atPath: run.model) == (phase == "finetune"))
    if FileManager.default.fileExists(atPath: run.checkpoint) {
      for (name, tensor) in try run.tensors(run.checkpoint) {
        #expect(try tensor.to(.float64).values(Double.self).allSatisfy(\.isFinite), "\(name)")
      }
    }
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity])
  func aModelOfNoNumbersIsNeitherWrittenNorRead(value: Float) throws {
    let model = try tiny.start(tiny.configuration()).model
    let path = tiny.folder.file("model.safetensors")
    try ModelFile.save(model, to: path)
    _ = try ModelFile.load(path)
    // The same file with one value changed.
    var file = try Data(contentsOf: URL(fileURLWithPath: path))
    withUnsafeBytes(of: value) { file.replaceSubrange((file.count - 4)..., with: $0) }
    try file.write(to: URL(fileURLWithPath: path))
    let unread = #expect(throws: SceneError.self) { try ModelFile.load(path) }
    #expect(unread?.description.contains("no number") == true)
    let factors = model.metric.factors
    try withoutGradients {
      try factors.assign(Tensor.full(Double(value), shape: factors.shape))
    }
    let other = tiny.folder.file("other.safetensors")
    let unwritten = #expect(throws: SceneError.self) { try ModelFile.save(model, to: other) }
    #expect(unwritten?.description.contains("metric") == true)
    #expect(!FileManager.default.fileExists(atPath: other))
  }
}
