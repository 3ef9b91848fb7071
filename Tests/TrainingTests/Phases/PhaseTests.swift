import Foundation
import MetricLearning
import Scenes
import TestSupport
import Testing
import Torch
import Training

/// What each phase draws, minimises and keeps.
@Suite struct PhaseTests {
  let tiny: TinyTraining

  init() throws { tiny = try TinyTraining() }

  private func softmax(_ changes: String...) throws -> (SoftmaxPhase, PhaseStart) {
    let configuration = try Configuration(
      yaml: TinyExperiment.configuration, file: "tiny.yaml", overrides: changes)
    let start = try tiny.start(configuration)
    return (try SoftmaxPhase(configuration.pretrain, on: start), start)
  }

  private func metric(_ changes: String...) throws -> (MetricPhase, PhaseStart) {
    let configuration = try Configuration(
      yaml: TinyExperiment.configuration, file: "tiny.yaml", overrides: changes)
    let start = try tiny.start(configuration)
    return (try MetricPhase(configuration.finetune, on: start), start)
  }

  private func random(_ phase: String, _ step: Int) -> StepRandom {
    StepRandom(seed: 0, phase: phase, step: step)
  }

  /// Cross-entropy written out, with a share of the target spread over all classes.
  private func reference(_ logits: [[Double]], _ labels: [Int], smoothing: Double) -> Double {
    let losses = zip(logits, labels).map { row, label -> Double in
      let sum = log(row.map { exp($0) }.reduce(0, +))
      let target = row.indices.map {
        smoothing / Double(row.count) + ($0 == label ? 1 - smoothing : 0)
      }
      return zip(row, target).map { (sum - $0) * $1 }.reduce(0, +)
    }
    return losses.reduce(0, +) / Double(losses.count)
  }

  private func logits(_ batch: LabelledBatch, _ start: PhaseStart) throws -> [[Double]] {
    let flat = try start.model.logits(start.model.embeddings(batch.input, .inference))
      .to(.float32).values(Float.self).map(Double.init)
    let classes = start.model.card.classes.count
    return stride(from: 0, to: flat.count, by: classes).map { Array(flat[$0..<($0 + classes)]) }
  }

  @Test(arguments: [0, 0.3]) func bothPhasesSmoothTheirLabels(smoothing: Double) throws {
    let (softmax, start) = try softmax("pretrain.labelSmoothing=\(smoothing)")
    let batch = try softmax.draw(random("pretrain", 0))
    let labels = try batch.labels.values(Int64.self).map { Int($0) }
    let expected = reference(try logits(batch, start), labels, smoothing: smoothing)
    #expect(abs(try softmax.loss(of: batch, .inference).total.item() - expected) < 1e-5)

    let (metric, other) = try metric(
      "finetune.labelSmoothing=\(smoothing)", "finetune.metric.weight=0",
      "finetune.diversity.weight=0")
    let drawn = try metric.draw(random("finetune", 0))
    let classes = try drawn.labels.values(Int64.self).map { Int($0) }
    let loss = try metric.loss(of: drawn, .inference)
    let sought = reference(try logits(drawn, other), classes, smoothing: smoothing)
    #expect(abs(try loss.total.item() - sought) < 1e-5)
    #expect(Array(loss.parts.keys) == ["crossEntropy"])
  }

  /// The control of the metric study: one change makes the phase softmax training continued.
  @Test func theMetricAddsItsPartToTheSameBatches() throws {
    let (with, _) = try metric("finetune.diversity.weight=0")
    let (without, _) = try metric("finetune.diversity.weight=0", "finetune.metric.weight=0")
    #expect(with.length == without.length)
    for step in 0..<3 {
      let (one, other) = (
        try with.draw(random("finetune", step)), try without.draw(random("finetune", step))
      )
      #expect(try one.input.values(Float.self) == other.input.values(Float.self))
      #expect(try one.labels.values(Int64.self) == other.labels.values(Int64.self))
      let (loss, softmax) = (
        try with.loss(of: one, .inference), try without.loss(of: other, .inference)
      )
      let metric = try #require(loss.parts["metric"]).item()
      #expect(metric > 0)
      #expect(abs(try loss.total.item() - softmax.total.item() - metric) < 1e-4)
    }
  }

  @Test func noPhaseOrStepDrawsAnothersNumbers() {
    let seeds = ["pretrain", "finetune"].flatMap { phase in
      (0..<30_000).flatMap { step in
        ["batch", "views", "dropout"].map { random(phase, step).seed($0) }
      }
    }
    #expect(Set(seeds).count == seeds.count)
  }

  @Test func stepsVaryTheirViews() throws {
    let (metric, start) = try metric()
    let (one, other) = (
      try metric.draw(random("finetune", 0)), try metric.draw(random("finetune", 1))
    )
    #expect(try one.input.values(Float.self) != other.input.values(Float.self))
    #expect(one.count == 3 * 4)
    #expect(start.data.train.count > one.count)
  }

  @Test func classVectorsBeginAtTheClassesAndMoveWithEachStep() throws {
    let configuration = try tiny.configuration("finetune.metric.loss=center")
    let start = try tiny.start(configuration)
    let stepper = try PhaseStepper(configuration.finetune, on: start)
    let fresh = try #require(stepper.phase.snapshot()["loss/centres"]).values(Float.self)
    try stepper.phase.prepare()
    let centres = try #require(stepper.phase.snapshot()["loss/centres"])
    let begun = try centres.values(Float.self)
    #expect(begun != fresh)
    let data = start.data
    let points = try data.embeddings(data.train, start.model, device: .cpu).values(Float.self)
    let width = centres.shape[1]
    for number in 0..<3 {
      let members = data.trainClasses.indices.filter { data.trainClasses[$0] == number }
      for column in 0..<width {
        let mean =
          members.map { points[$0 * width + column] }.reduce(0, +) / Float(members.count)
        #expect(abs(begun[number * width + column] - mean) < 1e-5)
      }
    }
    _ = try stepper.update(step: 0, rate: 1e-3)
    #expect(try #require(stepper.phase.snapshot()["loss/centres"]).values(Float.self) != begun)
  }

  @Test func memoriesAreFilledAndRestored() throws {
    let configuration = try tiny.configuration(
      "finetune.metric.loss=supCon", "finetune.metric.memory=64")
    let stepper = try PhaseStepper(configuration.finetune, on: tiny.start(configuration))
    let empty = try stepper.phase.snapshot()
    _ = try stepper.update(step: 0, rate: 1e-3)
    let filled = try stepper.phase.snapshot()
    #expect(filled.values.reduce(0) { $0 + $1.count } > empty.values.reduce(0) { $0 + $1.count })
    let other = try PhaseStepper(configuration.finetune, on: tiny.start(configuration))
    try other.phase.restore(filled)
    let again = try other.phase.snapshot()
    #expect(again.keys.sorted() == filled.keys.sorted())
    for (name, tensor) in filled {
      #expect(try again[name]?.to(.float64).values(Double.self) == tensor.to(.float64).values())
    }
    #expect(throws: TorchError.self) {
      try PhaseStepper(configuration.pretrain, on: tiny.start(configuration)).phase.restore(filled)
    }
  }

  @Test func aBatchOfASinglePixelIsRefusedByItsKey() throws {
    let refusal = #expect(throws: ConfigurationError.self) {
      try tiny.train("run", "split.count=15", "split.validation=0", "pretrain.batch=2")
    }
    for word in ["pretrain.batch", "is 2", "at least 3", "45 training pixels"] {
      #expect(refusal?.description.contains(word) == true, "\(refusal?.description ?? "")")
    }
    #expect(!FileManager.default.fileExists(atPath: tiny.run("run").path))
    try tiny.train("run", "split.count=15", "split.validation=0", "pretrain.batch=3")
  }

  /// `preset: paper` as it is, but for the number of steps.
  @Test func theRefittedSoftmaxLayerIsFittedAndNothingElse() throws {
    let paper = [
      "preset=paper", "pretrain.iterations=12", "finetune.iterations=6", "pretrain.rate=1e-2",
    ]
    func train(_ name: String, _ changes: [String]) throws -> (RunFolder, [String: Tensor]) {
      let configuration = try Configuration(
        yaml: TinyExperiment.configuration, file: "tiny.yaml", overrides: paper + changes)
      #expect(configuration.finetune.refitSoftmax == changes.isEmpty)
      try tiny.trainer(name, configuration).run()
      return (tiny.run(name), try tiny.run(name).tensors(tiny.run(name).model))
    }
    let (run, refitted) = try train("paper", [])
    let (_, plain) = try train("plain", ["finetune.refitSoftmax=false"])
    for (name, tensor) in plain {
      let same =
        try refitted[name]?.to(.float64).values(Double.self) == tensor.to(.float64).values()
      #expect(same == !name.hasPrefix("classifier"), "\(name)")
    }
    // Its cross-entropy on the training pixels is less than before.
    let embeddings = try RunEmbeddings.load(run, of: ModelFile.load(run.model))
    let numbers = embeddings.trainClasses.map { Int64($0 - 1) }
    func loss(_ path: String) throws -> Double {
      try crossEntropy(
        ModelFile.load(path).logits(embeddings.train.embeddings), Tensor(numbers)
      ).item()
    }
    let (fitted, before) = (try loss(run.model), try loss(tiny.run("plain").model))
    #expect(fitted < before, "\(fitted), before \(before)")
  }
}
