import Foundation
import Mapping
import Sampling
import Scenes
import TestSupport
import Testing

/// `facet baseline` on a tiny scene, and what reads its run.
@Suite struct BaselineTests {
  let refusal: Refusal
  let program: FacetProgram

  init() throws {
    refusal = try Refusal()
    program = FacetProgram(in: refusal.folder)
    try TinyExperiment.writeScene(refusal.folder.file("scene.h5"))
  }

  @discardableResult
  private func succeed(_ arguments: String...) throws -> String {
    try succeed(arguments: arguments)
  }

  @discardableResult
  private func succeed(arguments: [String]) throws -> String {
    let ending = try program.run(arguments)
    try #require(
      ending.status == 0 && !ending.wasKilled,
      "\(arguments) ended with \(ending.status): \(ending.messages)")
    return ending.results
  }

  private func report(_ run: String) throws -> [String: Any] {
    let data = try Data(contentsOf: URL(fileURLWithPath: refusal.folder.file("\(run)/report.json")))
    return try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  private func accuracy(_ run: String) throws -> Double {
    let figures = try #require(report(run)["figures"] as? [String: Any])
    return try #require(figures["overallAccuracy"] as? Double)
  }

  private func pixels(_ file: String, _ side: String) throws -> [Int64] {
    try HDF5File.open(refusal.folder.file(file)).dataset(side).readAll(Int64.self)
  }

  @Test(arguments: [
    ("svm", "spectra"), ("rf", "spectra"), ("knn", "spectra"), ("sam", "spectra"),
    ("svm", "window"), ("rf", "morphology"), ("sam", "window"), ("walk", "spectra"),
  ])
  func everyBaselineMapsAndIsJudged(_ method: String, _ features: String) throws {
    let told = try succeed(
      "baseline", method, "tiny.yaml", "--scene", "scene.h5", "-o", "base", "--features", features,
      "--map", "map.tif", "--threads", "2")
    #expect(told.contains("OA") && told.contains("s to fit"))
    // The classes' spectra differ: one in three by chance.
    #expect(try accuracy("base") > 0.45)
    let map = try readClassMap(refusal.folder.file("map.tif")).labels
    #expect(map == (try readClassMap(refusal.folder.file("base/map.h5")).labels))
    #expect(map.rows == 24 && map.columns == 22 && map.values.allSatisfy { 1...3 ~= $0 })
    let again = try succeed(
      "baseline", method, "tiny.yaml", "--scene", "scene.h5", "-o", "again", "--features", features,
      "--threads", "1")
    #expect(again.contains("OA"))
    #expect(try readClassMap(refusal.folder.file("again/map.h5")).labels == map)
    // The report is made again from the folder, with the same figures.
    let first = try accuracy("base")
    try succeed("report", "base")
    #expect(try accuracy("base") == first)
  }

  @Test func aBaselineIsJudgedOnANetworksPixels() throws {
    #expect(try TinyExperiment.train(in: refusal.folder, into: "net").status == 0)
    try succeed("baseline", "knn", "net", "-o", "knn")
    try succeed("baseline", "svm", "tiny.yaml", "--scene", "scene.h5", "-o", "svm")
    try succeed("split", "scene.h5", "--per-class", "20", "--window", "5", "-o", "split.h5")
    try succeed("baseline", "rf", "scene.h5", "--split", "split.h5", "-o", "rf")
    for run in ["knn", "svm", "rf"] {
      for side in ["train", "validation", "test"] {
        #expect(try pixels("\(run)/split.h5", side) == pixels("net/split.h5", side), "\(run)")
      }
    }
    let told = try succeed("compare", "net", "knn", "svm", "rf", "--threads", "1")
    #expect(told.contains("McNemar") && told.contains("test pixels, the same for all"))
    // Validation pixels train: all but the test pixels of the class.
    let split = try #require(report("knn")["split"] as? [String: Any])
    #expect(split["train"] as? [Int] == [20, 20, 20])
    // Without a folder the figures are told and nothing is kept.
    let before = try FileManager.default.contentsOfDirectory(atPath: refusal.folder.path)
    #expect(try succeed("baseline", "sam", "scene.h5", "--split", "split.h5").contains("kappa"))
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: refusal.folder.path).sorted()
        == before.sorted())
    try refusal.expect(
      ["classify", "knn", "-o", "map.png"], says: ["knn", "baseline", "no model"])
    try refusal.expect(["train", "--resume", "-o", "knn"], says: ["baseline"])
    try refusal.expect(["report", "knn", "--by", "knn"], says: ["leave out --by knn"])
  }

  /// Pixels without any value are no data in the map, and neither taught nor judged.
  @Test func gapsAreTheBandsMeanAndPixelsWithoutValuesAreNoData() throws {
    try refusal.writeScene { values in
      for band in 0..<6 { values[5 * 6 + band] = .nan }
      values[7 * 6 + 2] = .infinity
    }
    try succeed(
      "baseline", "svm", "tiny.yaml", "--scene", "scene.h5", "-o", "base", "--threads", "1")
    let map = try readClassMap(refusal.folder.file("base/map.h5")).labels
    #expect(map.values[5] == 0)
    #expect(map.values.count { $0 == 0 } == 1)
    let sides = try ["train", "validation", "test"].flatMap { try pixels("base/split.h5", $0) }
    #expect(sides.count == 119 && !sides.contains(5))
  }

  /// Profiles and networks of several windows are comparable where the blocks lie as far apart as
  /// the widest of them needs.
  @Test func blocksAreKeptApartForAWiderWindow() throws {
    for (run, window) in [("near", 0), ("far", 5)] {
      try succeed(
        "baseline", "sam", "tiny.yaml", "--scene", "scene.h5", "-o", run, "--set",
        "split.kind=blocks", "--set", "split.size=6", "--set", "split.folds=2", "--set",
        "split.validation=0", "--set", "network.window=3", "--set", "network.scales=[1, 3]",
        "--set", "split.window=\(window)")
    }
    let (near, far) = try (split("near"), split("far"))
    #expect(near.leakage(window: 5).overlapsTrainingWindow > 0)
    #expect(far.leakage(window: 5).overlapsTrainingWindow == 0 && !far.train.isEmpty)
  }

  private func split(_ run: String) throws -> Split {
    let scene = try Scene.open(refusal.folder.file("scene.h5"))
    return try Split.load(
      refusal.folder.file("\(run)/split.h5"), rows: scene.shape.rows, columns: scene.shape.columns)
  }

  @Test func honestFiguresStandBesideLeakyOnes() throws {
    for (run, changes) in [
      ("leaky", ["split.count=20"]),
      ("blocks/0", ["split.kind=blocks", "split.size=6", "split.folds=2", "split.fold=0"]),
      ("blocks/1", ["split.kind=blocks", "split.size=6", "split.folds=2", "split.fold=1"]),
    ] {
      try succeed(
        arguments: ["baseline", "svm", "tiny.yaml", "--scene", "scene.h5", "-o", run]
          + ["--features", "window"] + changes.flatMap { ["--set", $0] })
    }
    let told = try succeed("report", "leaky", "--honest", "blocks")
    #expect(told.contains("On ground apart from its training") && told.contains("(2 runs)"))
    let honest = try #require(report("leaky")["honest"] as? [String: Any])
    let tested = try ["blocks/0", "blocks/1"].map { try pixels("\($0)/split.h5", "test").count }
    #expect(honest["testPixels"] as? Int == tested.reduce(0, +))
    let expected = try zip(["blocks/0", "blocks/1"], tested).reduce(0.0) {
      $0 + (try accuracy($1.0)) * Double($1.1)
    }
    let found = try #require(honest["overallAccuracy"] as? Double)
    #expect(abs(found - expected / Double(tested.reduce(0, +))) < 1e-9)
    let page = try String(contentsOfFile: refusal.folder.file("leaky/report.html"), encoding: .utf8)
    #expect(page.contains("<section id=\"honest\""))
    try refusal.expect(
      ["report", "blocks/0", "--honest", "leaky"], says: ["leaky", "leaks as much as blocks/0"])
    // A split leaks no less than itself.
    try refusal.expect(
      ["report", "leaky", "--honest", "leaky"], says: ["leaks as much as leaky"])
    try succeed("baseline", "knn", "tiny.yaml", "--scene", "scene.h5", "-o", "knn")
    try refusal.expect(
      ["report", "leaky", "--honest", "knn"], says: ["another method", "method svm against knn"])
    try TinyExperiment.writeScene(refusal.folder.file("other.h5"), seed: 3)
    try succeed(
      "baseline", "svm", "tiny.yaml", "--scene", "other.h5", "-o", "other", "--features", "window")
    try refusal.expect(["report", "leaky", "--honest", "other"], says: ["another scene file"])
  }

  @Test(arguments: [
    (["svm", "scene.h5"], ["which pixels", "--split"]),
    (
      ["sam", "tiny.yaml", "--scene", "scene.h5", "--features", "morphology"], ["compares spectra"]
    ),
    (["svm", "tiny.yaml", "--scene", "scene.h5", "--window", "3"], ["--features window"]),
    (
      ["svm", "tiny.yaml", "--scene", "scene.h5", "--features", "window", "--window", "4"], ["odd"]
    ),
    (
      ["svm", "tiny.yaml", "--scene", "scene.h5", "--features", "window", "--window", "99"],
      ["scene.h5", "window", "24×22"]
    ),
    (["svm", "tiny.yaml", "--scene", "scene.h5", "--map", "map.bmp"], ["map.bmp", "not known"]),
    (["svm", "tiny.yaml", "--scene", "none.h5"], ["none.h5"]),
    (["svm", "tiny.yaml", "--scene", "scene.h5", "--set", "split.counts=3"], ["split.counts"]),
    (["svm", "scene.h5", "--split", "tiny.yaml"], ["tiny.yaml"]),
  ])
  func whatCannotBe(_ arguments: [String], _ words: [String]) throws {
    try refusal.expect(["baseline"] + arguments + ["-o", "base"], says: words)
  }

  @Test func aFolderWithARunAndADamagedMapAreRefused() throws {
    try succeed("baseline", "sam", "tiny.yaml", "--scene", "scene.h5", "-o", "base")
    try refusal.expect(
      ["baseline", "sam", "tiny.yaml", "--scene", "scene.h5", "-o", "base"],
      says: ["base", "already holds a run"])
    try refusal.expect(
      ["baseline", "sam", "base", "--seed", "2", "-o", "new"], says: ["configuration.yaml"])
    try TinyScene(rows: 4, columns: 4, bands: 2, labels: Array(repeating: 1, count: 16)).write(
      to: refusal.folder.file("base/map.h5"), as: Float.self)
    try refusal.expect(["report", "base"], says: ["map.h5"])
    try refusal.expect(["compare", "base", "base/../base"], says: ["named twice"])
  }
}
