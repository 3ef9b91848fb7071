import Foundation
import TestSupport
import Testing

/// Commands and configurations that cannot be meant.
@Suite struct BadConfigurationTests {
  let refusal: Refusal

  init() throws {
    refusal = try Refusal()
    try refusal.writeScene()
  }

  @Test func unknownKeyIsAnsweredWithTheNearest() throws {
    try refusal.expectFromTraining(
      ["--set", "pretrain.epoch=2"], says: ["`pretrain.epoch`", "Did you mean `pretrain.epochs`?"])
    try "pretrian: {epochs: 2}".write(
      toFile: refusal.folder.file("typo.yaml"), atomically: false, encoding: .utf8)
    try refusal.expect(
      ["train", "typo.yaml", "--scene", "scene.h5", "-o", "run"],
      says: ["typo.yaml", "`pretrian`", "Did you mean `pretrain`?"])
  }

  @Test(arguments: [
    ("pretrain.epochs=-1", "from 0"), ("pretrain.rate=0", "above 0"),
    ("pretrain.rate=nan", "above 0"), ("pretrain.batch=1", "from 2"),
    ("network.window=4", "odd"), ("network.window=1000001", "odd, from 1 to 255"),
    ("network.width=65536", "from 1 to 4096"), ("network.scales=[3]", "1 among them"),
    ("split.count=0", "from 1"), ("split.validation=1.5", "below 1"), ("seed=-1", "from 0"),
    ("finetune.metric.weight=-2", "from 0.0"), ("pretrain.epochs=many", "whole number"),
    ("split.kind=random", "perClass"), ("preset=papers", "paper"),
  ])
  func absurdValue(_ change: String, _ range: String) throws {
    try refusal.expectFromTraining(
      ["--set", change],
      says: ["--set \(change)", "`\(change.prefix { $0 != "=" })`", range])
  }

  @Test func windowThatItsScalesCannotMakeUp() throws {
    try refusal.expectFromTraining(
      ["--set", "network.scales=[1]"], says: ["window of 5", "[1]"])
  }

  @Test func missingConfiguration() throws {
    try refusal.expect(
      ["train", "other.yaml", "-o", "run"], says: ["other.yaml", "no such file", "Configs/"])
    try refusal.expect(["train", "-o", "run"], says: ["name a configuration"])
    try refusal.expect(
      ["train", "tiny.yaml", "-o", "run"], says: ["tiny.yaml", "no scene is named", "--scene"])
  }

  @Test(arguments: ["0", "-3", "1000000"])
  func absurdThreads(_ threads: String) throws {
    try refusal.expect(
      ["train", "tiny.yaml", "--scene", "scene.h5", "-o", "run", "--threads", threads],
      says: ["threads", threads, "from 1 to 4096"])
  }

  /// In float32 the loss of a batch stays a number longer than that of the validation pixels.
  @Test(arguments: ["float32", "bfloat16"]) func aRateThatBreaksTheLoss(_ precision: String) throws
  {
    try TinyExperiment.writeScene(refusal.folder.file("simulated.h5"))
    let ending = try FacetProgram(in: refusal.folder).run(
      "train", "tiny.yaml", "--scene", "simulated.h5", "-o", "run", "--threads", "1",
      "--precision", precision, "--set", "pretrain.optimiser=sgd", "--set", "pretrain.rate=100",
      "--set", "pretrain.schedule=constant", "--set", "pretrain.momentum=0.999",
      "--set", "pretrain.epochs=20")
    #expect(ending.status != 0 && !ending.wasKilled)
    for words in ["infinite or not a number", "lower rate than", "--set pretrain.rate="] {
      #expect(ending.messages.contains(words), "\(ending.messages)")
    }
  }

  @Test func aGPUThatIsNotThere() throws {
    guard !FileManager.default.fileExists(atPath: "/dev/nvidia0") else {
      print("note: this machine has a GPU; its absence is not tested")
      return
    }
    try refusal.expectFromTraining(
      ["--device", "cuda"], says: ["--device cuda", "no GPU", "Use --device cpu"])
  }

  @Test(arguments: [
    (["--rows", "-1"], ["--rows -1", "from 1"]),
    (["--classes", "1"], ["--classes 1", "from 2"]),
    (["--rows", "5", "--columns", "5"], ["8 classes in 5×5"]),
    (["--difficulty", "2"], ["--difficulty 2", "from 0 to 1"]),
    (["--rows", "9999999", "--columns", "9999999"], ["64 TiB"]),
  ])
  func absurdSimulation(_ options: [String], _ words: [String]) throws {
    try refusal.expect(["simulate", "-o", "made.h5"] + options, says: words)
  }

  @Test func pixelOutsideOfTheScene() throws {
    try refusal.expect(
      ["inspect", "scene.h5", "--pixel", "12,3", "--quicklook", "q.png"], says: ["12"])
    try refusal.expect(["inspect", "scene.h5", "--pixel", "three"], says: ["three", "--pixel"])
  }
}
