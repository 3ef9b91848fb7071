import Foundation
import TestSupport
import Testing
import Torch

/// Any loss fine-tunes, and one with weights and a memory of its own goes on after a stop as if it
/// had not stopped.
@Suite(.serialized) struct MetricResumeTests {
  let folder: TemporaryFolder
  let program: FacetProgram

  init() throws {
    folder = try TemporaryFolder()
    program = FacetProgram(in: folder)
    try TinyExperiment.writeConfiguration(folder)
    try TinyExperiment.writeScene(folder.file("scene.h5"))
    let pretrained = try program.run(
      "pretrain", "tiny.yaml", "--scene", "scene.h5", "-o", "base", "--threads", "1")
    try #require(pretrained.status == 0, "\(pretrained.messages)")
  }

  private func finetuning(_ run: String, _ changes: [String]) -> [String] {
    ["finetune", "base", "-o", run, "--threads", "1"] + changes.flatMap { ["--set", $0] }
  }

  private func file(_ run: String, _ name: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: folder.file("\(run)/\(name)")))
  }

  @Test(arguments: [
    ["finetune.metric.loss={name: circle, m: 0.3}", "finetune.metric.miner=multiSimilarity"],
    ["finetune.metric.loss=proxyAnchor", "finetune.metric.weight=0.1"],
    ["finetune.metric.loss=center"],
    [
      "finetune.metric.loss=tripletMargin", "finetune.metric.loss.margin=0.3",
      "finetune.metric.reducer=mean", "finetune.metric.distance=squaredEuclidean",
      "finetune.metric.miner={name: tripletMargin, kind: semihard}",
    ],
    ["finetune.metric.loss=supCon", "finetune.metric.memory=64"],
  ])
  func anyLossFineTunes(changes: [String]) throws {
    // Nothing else moves the model, and only what is random in the loss may tell two runs apart.
    let alone = ["finetune.crossEntropy=0", "finetune.diversity.weight=0"]
    let ending = try program.run(finetuning("run", changes + alone))
    #expect(ending.status == 0, "\(ending.messages)")
    let record = try #require(
      JSONSerialization.jsonObject(with: file("run", "run.json")) as? [String: Any])
    let phase = (record["phases"] as? [String: Any])?["finetune"] as? [String: Any]
    let parts = (phase?["epochs"] as? [[String: Any]])?.first?["parts"] as? [String: Double]
    #expect(parts?["metric"]?.isFinite == true)
    #expect(parts?.keys.sorted() == ["activeShare", "metric"])
    #expect(parts?["activeShare"].map { $0 > 0 && $0 <= 1 } == true)
    let weights = { (run: String) in
      try Safetensors(decoding: try file(run, "model.safetensors")).tensors
        .filter { $0.key.hasPrefix("network") && $0.key.hasSuffix("weight") }
        .mapValues { try $0.values(Float.self) }
    }
    let (before, after) = (try weights("base"), try weights("run"))
    #expect(!before.isEmpty && before.allSatisfy { after[$0.key] != $0.value })
  }

  @Test(arguments: [
    // A learned distance has weights, which the optimiser moves; the memory holds earlier batches.
    [
      "finetune.metric.loss=contrastive", "finetune.metric.distance=mahalanobis",
      "finetune.metric.memory=64",
    ],
    ["finetune.metric.loss=proxyAnchor"], ["finetune.metric.loss=center"],
    // Its margin grows with the steps.
    ["finetune.metric.loss={name: sphereFace, lambda: 100, lambdaDecay: 1}"],
  ])
  func stoppedAndResumed(changes: [String]) throws {
    let changes = changes + ["finetune.epochs=12"]
    let whole = try program.run(finetuning("whole", changes))
    try #require(whole.status == 0, "\(whole.messages)")
    var arguments = finetuning("run", changes)
    var stops = 0
    for signal in [SIGINT, SIGKILL, SIGINT] {
      let running = try program.start(arguments)
      let checkpoint = folder.file("run/checkpoint.safetensors")
      let old = try? FileManager.default.attributesOfItem(atPath: checkpoint)[.systemFileNumber]
      while running.isRunning {
        let new = try? FileManager.default.attributesOfItem(atPath: checkpoint)[.systemFileNumber]
        if let new = new as? NSNumber, new != old as? NSNumber { break }
        usleep(500)
      }
      running.signal(signal)
      if try running.wait().status != 0 { stops += 1 }
      arguments = ["train", "--resume", "-o", "run", "--threads", "1"]
    }
    #expect(stops > 0, "the training was never stopped")
    let last = try program.run(arguments)
    try #require(last.status == 0, "\(last.messages)")
    for name in ["model.safetensors", "embeddings.safetensors"] {
      #expect(try file("run", name) == file("whole", name), "\(name)")
    }
  }

  @Test(arguments: [
    ("finetune.metric.loss=circles", "circle"), ("finetune.metric.loss.mar=2", "mar"),
    ("finetune.metric.miner=batchHard", "all positive pairs"),
    ("finetune.metric.memory=3", "batch"),
    ("finetune.metric.loss={name: contrastive, positiveMargin: x}", "positiveMargin"),
    ("finetune.metric.loss=3", "3"), ("finetune.metric.loss=[circle]", "finetune.metric.loss"),
    ("finetune.metric.reducer={name: classWeighted, weights: [1, 2]}", "reducer"),
    ("finetune.metric.loss={name: center, rate: 3}", "rate"),
  ])
  func refusesWhatMakesNoSense(change: String, reason: String) throws {
    let ending = try program.run(finetuning("run", [change]))
    #expect(ending.status != 0 && !ending.wasKilled)
    #expect(ending.messages.contains("finetune.metric"), "\(ending.messages)")
    #expect(ending.messages.contains(reason), "\(ending.messages)")
  }
}
