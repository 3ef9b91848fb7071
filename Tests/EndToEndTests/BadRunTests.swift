import Foundation
import Scenes
import TestSupport
import Testing

/// Run folders, models and targets that cannot be used.
@Suite struct BadRunTests {
  let refusal: Refusal

  /// A run in `run` of the scene in `scene.h5`.
  init() throws {
    refusal = try Refusal()
    try refusal.writeScene()
    let ending = try TinyExperiment.train(in: refusal.folder)
    try #require(ending.status == 0, Comment(rawValue: ending.messages))
  }

  private func write(_ scene: TinyScene, _ name: String) throws {
    try scene.write(to: refusal.folder.file(name), as: Float.self)
  }

  @Test func scenesOfOtherBands() throws {
    var scene = TinyExperiment.twoHalves
    scene.shape = CubeShape(rows: 12, columns: 10, bands: 4)
    try write(scene, "fewer.h5")
    try refusal.expect(
      ["classify", "run", "--scene", "fewer.h5", "-o", "map.tif"],
      says: ["fewer.h5", "4 bands (400–430 nm)", "6 (400–450 nm)", "same sensor"])
    scene = TinyExperiment.twoHalves
    scene.firstWavelength = 900
    try write(scene, "other.h5")
    try refusal.expect(
      ["classify", "run", "--scene", "other.h5", "-o", "map.tif"],
      says: ["other.h5", "band 1 is at 900.0 nm", "400.0 nm", "same sensor"])
  }

  @Test func sceneSmallerThanTheWindow() throws {
    var scene = TinyExperiment.twoHalves
    scene.shape = CubeShape(rows: 2, columns: 2, bands: 6)
    scene.labels = nil
    try write(scene, "small.h5")
    try refusal.expect(
      ["classify", "run", "--scene", "small.h5", "-o", "map.tif"],
      says: ["small.h5", "2×2", "5×5", "Use a larger scene"])
  }

  @Test func damagedAndForeignModels() throws {
    let path = refusal.folder.file("run/model.safetensors")
    let whole = try Data(contentsOf: URL(fileURLWithPath: path))
    // A header that says what no header may say, with the same length.
    let nonsense = String(decoding: whole, as: UTF8.self)
      .contains("\\\"factors\\\":4")
    #expect(nonsense, "the card is not where this test changes it")
    var generator = SeededGenerator(seed: 4)
    let noise = Data((0..<4000).map { _ in UInt8.random(in: 0...255, using: &generator) })
    let header = Data(#"{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}  "#.utf8)
    var foreign = Data([UInt8(header.count), 0, 0, 0, 0, 0, 0, 0])
    foreign.append(header)
    foreign.append(contentsOf: [0, 0, 0, 0])
    let models = [
      Data(), noise, whole.prefix(whole.count / 2), whole.prefix(7), foreign,
      replaced("\\\"factors\\\":4", "\\\"factors\\\":9", in: whole),
      replaced("\\\"number\\\":1", "\\\"number\\\":0", in: whole),
      replaced("\\\"bands\\\":6", "\\\"bands\\\":7", in: whole),
    ]
    for model in models {
      try model.write(to: URL(fileURLWithPath: path))
      for command in [["classify", "run", "-o", "map.tif"], ["report", "run"]] {
        try refusal.expect(command, says: ["run/model.safetensors"])
      }
    }
  }

  private func replaced(_ text: String, _ other: String, in data: Data) -> Data {
    var data = data
    if let range = data.firstRange(of: Data(text.utf8)) {
      data.replaceSubrange(range, with: Data(other.utf8))
    }
    return data
  }

  @Test func foldersThatAreNoRuns() throws {
    try FileManager.default.createDirectory(
      atPath: refusal.folder.file("empty"), withIntermediateDirectories: false)
    for (name, reason) in [("empty", "is not a run folder"), ("none", "does not exist")] {
      for command in [
        ["train", "--resume", "-o", name], ["finetune", name], ["report", name],
        ["classify", name, "-o", "map.tif"],
      ] {
        try refusal.expect(command, says: [name, reason, "facet train CONFIGURATION"])
      }
    }
    try refusal.expectFromTraining(says: ["run", "already holds a run", "--resume"])
    try "{".write(
      toFile: refusal.folder.file("run/run.json"), atomically: false, encoding: .utf8)
    try refusal.expect(["report", "run"], says: ["run/run.json", "damaged"])
  }

  @Test func anotherSceneThanTheRunBeganWith() throws {
    try FileManager.default.removeItem(atPath: refusal.folder.file("scene.h5"))
    try refusal.expect(["report", "run"], says: ["scene.h5", "no such file"])
    try refusal.writeScene { $0[0] += 1 }
    try refusal.expect(
      ["train", "--resume", "-o", "run"],
      says: ["scene.h5", "not the file that the run began with", "--scene"])
  }

  @Test func targetsThatCannotBe() throws {
    for (target, reason) in [
      ("map.bmp", "format \".bmp\" is not known"),
      ("map", "has no extension"), ("/proc/map.tif", "cannot be"),
    ] {
      try refusal.expect(["classify", "run", "-o", target], says: [target, reason])
    }
    for target in ["tiny.yaml", "/proc/run"] {
      try refusal.expect(
        ["train", "tiny.yaml", "--scene", "scene.h5", "-o", target],
        says: [target, "cannot be made", "Name a folder"])
    }
    try refusal.expect(["simulate", "-o", "made.tif"], says: ["made.tif", "HDF5", ".h5"])
    try refusal.expect(
      ["inspect", "scene.h5", "--quicklook", "/proc/q.png"], says: ["/proc/q.png"])
  }

  /// A limit on the size of files stands for a full disk: both fail while the file is written.
  @Test(arguments: [
    ("map.h5", 0), ("map.h5", 4), ("map.tif", 0), ("map.img", 0), ("map.nc", 0), ("map.png", 0),
    ("map.gpkg", 0), ("shares.h5", 4), ("shares.nc", 4),
  ])
  func fullOutput(_ target: String, _ kibibytes: Int) throws {
    if target.hasPrefix("shares") {
      try refusal.expect(
        ["classify", "run", "-o", "map.tif", "--no-walk", "--probabilities", target],
        limitedTo: kibibytes, says: ["Error: \(target)", "cannot be"])
      return
    }
    let confidence = ["map.png", "map.gpkg"].contains(target) ? [] : ["--confidence"]
    try refusal.expect(
      ["classify", "run", "-o", target, "--no-walk"] + confidence, limitedTo: kibibytes,
      says: [target, "cannot be"])
  }

  @Test func fullRunFolder() throws {
    for blocks in [0, 2] {
      try refusal.expect(
        ["train", "tiny.yaml", "--scene", "scene.h5", "-o", "another", "--threads", "1"],
        limitedTo: blocks, says: ["another/", "cannot be"])
    }
    try refusal.expect(
      ["simulate", "-o", "made.h5", "--rows", "30", "--columns", "30"], limitedTo: 4,
      says: ["made.h5", "cannot be written"])
    try refusal.expect(
      ["inspect", "scene.h5", "--quicklook", "q.png"], limitedTo: 0, says: ["q.png"])
  }
}
