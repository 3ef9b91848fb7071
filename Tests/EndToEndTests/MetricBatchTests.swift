import Foundation
import TestSupport
import Testing

/// Batches, margins and classes that a metric loss cannot use.
@Suite struct MetricBatchTests {
  let experiment: MetricExperiment

  init() throws { experiment = try MetricExperiment() }

  @Test(arguments: [
    ("finetune.batch=10", ["finetune.batch", "10", "divisible by perClass (4)"]),
    ("finetune.batch=400", ["finetune.batch", "at most 12", "3 classes"]),
    ("finetune.batch=4", ["finetune.batch", "at least"]),
    ("finetune.metric.loss.margin=-1", ["margin", "structural", "-1"]),
    ("finetune.metric.loss={name: contrastive, negativeMargin: -2}", ["negativeMargin", "-2"]),
    ("finetune.metric.loss={name: cosFace, margin: 3}", ["margin", "0…2", "3"]),
    ("network.factors=0", ["network.factors", "0"]),
  ])
  func batchesAndMarginsThatCannotBe(change: String, words: [String]) throws {
    let refused = try experiment.program.run([
      "train", "tiny.yaml", "--scene", "scene.h5", "-o", "run", "--set", change,
    ])
    #expect(refused.status != 0 && !refused.wasKilled)
    for word in words { #expect(refused.messages.contains(word), "\(refused.messages)") }
    #expect(!FileManager.default.fileExists(atPath: experiment.folder.file("run")))
  }

  @Test func classesOfOnePixel() throws {
    var scene = TinyExperiment.twoHalves
    scene.labels?.replaceSubrange(0..<120, with: (0..<120).map { $0 % 10 < 5 ? 1 : 2 })
    // Two pixels of class 3, of which the split gives one to training.
    scene.labels?[0] = 3
    scene.labels?[119] = 3
    try scene.write(to: experiment.folder.file("single.h5"), as: Float.self)
    let begin = ["train", "tiny.yaml", "--scene", "single.h5", "--threads", "1"]
    let plain = ["flips=false", "gain=0", "noise=0"].flatMap {
      ["--set", "finetune.augmentation.\($0)"]
    }
    let refused = try experiment.program.run(begin + ["-o", "x"] + plain)
    #expect(refused.status != 0 && !refused.wasKilled)
    for word in ["single.h5", "one training pixel", "3 (1)", "structural", "split.without"] {
      #expect(refused.messages.contains(word), "\(refused.messages)")
    }
    #expect(!FileManager.default.fileExists(atPath: experiment.folder.file("x")))
    // Class vectors need no pairs, and copies that vary are pairs; m is larger than the class.
    let vectors = try experiment.program.run(
      begin + ["-o", "vectors", "--set", "finetune.metric.loss=cosFace"] + plain)
    #expect(vectors.status == 0, "\(vectors.messages)")
    let varied = try experiment.program.run(begin + ["-o", "varied"])
    #expect(varied.status == 0, "\(varied.messages)")
    for word in ["perClass = 4", "with replacement", "3 (1)", "augmented copies"] {
      #expect(varied.messages.contains(word), "\(varied.messages)")
    }
  }
}
