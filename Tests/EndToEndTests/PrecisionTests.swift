import Foundation
import Mapping
import Scenes
import TestSupport
import Testing

/// `--precision bfloat16`.
@Suite struct PrecisionTests {
  let folder: TemporaryFolder
  let program: FacetProgram

  init() throws {
    folder = try TemporaryFolder()
    program = FacetProgram(in: folder)
    try TinyExperiment.writeConfiguration(folder)
    try TinyExperiment.writeScene(folder.file("scene.h5"))
  }

  @discardableResult
  private func succeed(_ arguments: String...) throws -> FacetProgram.Ending {
    let ending = try program.run(arguments)
    try #require(ending.status == 0, "\(arguments) said: \(ending.messages)")
    return ending
  }

  private func train(_ run: String, _ options: String...) throws {
    let ending = try program.run(
      [
        "train", "tiny.yaml", "--scene", "scene.h5", "-o", run, "--threads", "1", "--set",
        "pretrain.epochs=12",
      ] + options)
    try #require(ending.status == 0, "\(ending.messages)")
  }

  private func model(_ run: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: folder.file("\(run)/model.safetensors")))
  }

  private func json(_ name: String) throws -> [String: Any] {
    let data = try Data(contentsOf: URL(fileURLWithPath: folder.file(name)))
    return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  @Test func trainsMapsAndSaysWhatItChanges() throws {
    try train("exact")
    try train("run", "--precision", "bfloat16")
    try train("again", "--precision", "bfloat16")
    #expect(try json("run/run.json")["precision"] as? String == "bfloat16")
    #expect(try json("exact/run.json")["precision"] as? String == "float32")
    // The same seed gives the same bits, and others than float32's.
    #expect(try model("run") == model("again"))
    #expect(try model("run") != model("exact"))

    for (run, name) in [("exact", "exact.tif"), ("run", "rounded.tif")] {
      try succeed("classify", run, "-o", name, "--no-walk")
    }
    let said = try succeed(
      "classify", "exact", "-o", "mapped.tif", "--no-walk", "--precision", "bfloat16")
    #expect(said.messages.contains("facet report exact --no-walk --precision bfloat16"))
    let maps = try ["exact", "rounded", "mapped"].map {
      try readClassMap(folder.file("\($0).tif")).labels.values
    }
    for other in maps.dropFirst() {
      let same = zip(maps[0], other).count { $0 == $1 }
      #expect(same > other.count * 9 / 10, "\(same) of \(other.count)")
    }

    let printed = try succeed("report", "run", "--precision", "bfloat16", "--no-walk").results
    #expect(printed.contains("The network computed in bfloat16. In float32 "))
    let report = try json("run/report.json")
    let rounding = try #require(report["rounding"] as? [String: Any])
    let agreement = try #require(rounding["agreement"] as? Double)
    #expect(agreement > 0.9 && agreement <= 1)
    // Float32's accuracy is that of its own report.
    try succeed("report", "run", "--no-walk", "-o", "float32.json")
    let figures = try #require(try json("float32.json")["figures"] as? [String: Any])
    #expect(rounding["overallAccuracy"] as? Double == figures["overallAccuracy"] as? Double)
    #expect(try json("float32.json")["rounding"] == nil)
    let facts = try #require(report["provenance"] as? [[String: Any]])
    let fact = facts.first { $0["name"] as? String == "Precision" }
    #expect(fact?["value"] as? String == "trained in bfloat16, mapped in bfloat16")
    let page = try String(contentsOfFile: folder.file("run/report.html"), encoding: .utf8)
    #expect(page.contains("The network computed in bfloat16."))
  }

  @Test func aTrainingThatIsTakenUpKeepsItsOwn() throws {
    let refusal = try Refusal()
    try TinyExperiment.writeScene(refusal.folder.file("scene.h5"))
    let program = FacetProgram(in: refusal.folder)
    let begun = try program.run(
      "pretrain", "tiny.yaml", "--scene", "scene.h5", "-o", "run", "--threads", "1", "--precision",
      "bfloat16")
    try #require(begun.status == 0, "\(begun.messages)")
    for arguments in [
      ["train", "--resume", "-o", "run"], ["finetune", "run", "-o", "other"],
      ["finetune", "run", "--find-rate"],
    ] {
      try refusal.expect(
        arguments + ["--precision", "float32"],
        says: ["run: was begun in bfloat16", "Leave out --precision"])
    }
    let tuned = try program.run("finetune", "run", "-o", "other", "--threads", "1")
    #expect(tuned.status == 0, "\(tuned.messages)")
    let record = try String(
      contentsOfFile: refusal.folder.file("other/run.json"), encoding: .utf8)
    #expect(record.contains("\"precision\" : \"bfloat16\""))
    try refusal.expect(
      [
        "train", "tiny.yaml", "--scene", "scene.h5", "-o", "volume", "--precision", "bfloat16",
        "--device", "cpu", "--set", "network.kind=3-D",
      ], says: ["--precision bfloat16", "3-D network on the CPU", "Use float32, or a GPU"])
    try refusal.expect(
      ["classify", "other", "-o", "map.tif", "--precision", "float16"],
      says: ["float16", "--precision", "bfloat16"])
    try refusal.expect(
      ["report", "--map", "map.tif", "--labels", "scene.h5:/labels", "--precision", "bfloat16"],
      says: ["--precision goes with a run"])
  }
}
