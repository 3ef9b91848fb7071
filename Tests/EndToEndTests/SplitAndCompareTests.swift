import Foundation
import Scenes
import TestSupport
import Testing

/// `facet split` and `facet compare` on a tiny scene.
@Suite struct SplitAndCompareTests {
  let refusal: Refusal
  let program: FacetProgram

  init() throws {
    refusal = try Refusal()
    program = FacetProgram(in: refusal.folder)
    try TinyExperiment.writeScene(refusal.folder.file("scene.h5"))
  }

  @discardableResult
  private func succeed(_ arguments: String...) throws -> String {
    let ending = try program.run(arguments)
    try #require(
      ending.status == 0 && !ending.wasKilled,
      "\(arguments) ended with \(ending.status): \(ending.messages)")
    return ending.results
  }

  private func pixels(_ file: String, _ side: String) throws -> [Int64] {
    try HDF5File.open(refusal.folder.file(file)).dataset(side).readAll(Int64.self)
  }

  @Test func splitsAreToldPicturedAndUsed() throws {
    let told = try succeed(
      "split", "scene.h5", "--per-class", "20", "--seed", "3", "-o", "split.h5", "--picture",
      "split.png")
    for word in ["perClass(20)", "train", "unused", "leakage, window 9×9", "of test pixels"] {
      #expect(told.contains(word), "\(told)")
    }
    #expect(try Data(contentsOf: URL(fileURLWithPath: refusal.folder.file("split.png"))).count > 99)
    try succeed(
      "train", "tiny.yaml", "--scene", "scene.h5", "-o", "run", "--threads", "1", "--set",
      "split.file=split.h5")
    #expect(try pixels("run/split.h5", "test") == pixels("split.h5", "test"))
  }

  @Test func allFoldsTogetherTestEveryPixelOnce() throws {
    let told = try succeed(
      "split", "scene.h5", "--blocks", "6", "--folds", "3", "--window", "3", "-o", "split.h5")
    #expect(told.contains("No test pixel's window shares a pixel with a training window"))
    let tested = try (0..<3).flatMap { try pixels("split-\($0).h5", "test") }
    #expect(Set(tested).count == tested.count)
    let labels = try Scene.open(refusal.folder.file("scene.h5")).readLabels()
    #expect(tested.count == labels.values.count { $0 > 0 })
    try succeed(
      "split", "scene.h5", "--blocks", "6", "--folds", "3", "--fold", "1", "--window", "3", "-o",
      "one.h5")
    #expect(try pixels("one.h5", "test") == pixels("split-1.h5", "test"))
  }

  @Test(arguments: [
    (["--per-class", "5", "--blocks", "4"], ["one of --per-class"]), ([], ["say how to split"]),
    (["--fold", "1", "--per-class", "5"], ["go with --blocks"]),
    (["--blocks", "4"], ["--folds 5"]), (["--blocks", "4", "--folds", "1"], ["2 to 100"]),
    (["--per-class", "5", "--window", "4"], ["odd"]), (["--per-class", "0"], ["from 1"]),
    (["--blocks", "99", "--folds", "2"], ["99×99", "24×22"]),
    (["--masks", "a"], ["scene.h5", "`a`"]), (["--masks", "a,b,c"], ["two label maps"]),
    (["--masks", "a,b"], ["scene.h5", "`a`"]), (["--fraction", "2"], ["from 0 to 1"]),
  ])
  func splitsThatCannotBe(_ options: [String], _ words: [String]) throws {
    try refusal.expect(["split", "scene.h5", "-o", "split.h5"] + options, says: words)
  }

  @Test func runsAreComparedOnTheSamePixels() throws {
    for (run, set) in [
      ("m/a", "finetune.epochs=0"), ("n/a", "finetune.epochs=1"), ("m/b", "seed=1"),
    ] {
      try succeed(
        "train", "tiny.yaml", "--scene", "scene.h5", "-o", run, "--threads", "1", "--set", set)
    }
    let told = try succeed("compare", "m/a", "n/a", "--threads", "1")
    #expect(told.contains("McNemar") && told.contains("test pixels, the same for all"))
    let json = try succeed("compare", "m/a", "n/a", "--threads", "1", "--json")
    let whole = try #require(
      JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    #expect(whole["withWalk"] != nil)
    let found = try #require(whole["withoutWalk"] as? [String: Any])
    let test = try #require((found["tests"] as? [[String: Any]])?.first)
    let counted = ["bothRight", "onlyFirst", "onlySecond", "neither"]
      .compactMap { test[$0] as? Int }.reduce(0, +)
    #expect(counted == found["testPixels"] as? Int && counted > 0)
    #expect((test["p"] as? Double).map { 0...1 ~= $0 } == true)
    try refusal.expect(
      ["compare", "m/a", "m/b", "--threads", "1"], says: ["m/b", "other test pixels than m/a"])
    try refusal.expect(
      ["compare", "m", "n", "--threads", "1"], says: ["share 1 seeds", "at least 2"])
    try succeed(
      "train", "tiny.yaml", "--scene", "scene.h5", "-o", "n/b", "--threads", "1", "--seed", "1")
    let paired = try succeed("compare", "m", "n", "--threads", "1", "--markdown")
    #expect(paired.contains("| n − m | OA | 2 |"))
    try refusal.expect(["compare", "m/a", "none"], says: ["none", "does not exist"])
    try refusal.expect(["compare", "m/a", "m/a"], says: ["named twice"])
  }
}
