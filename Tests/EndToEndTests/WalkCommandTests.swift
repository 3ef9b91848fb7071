import Foundation
import Mapping
import Sampling
import Scenes
import TestSupport
import Testing

/// What commands say of random walks: whose figures are the network's, and whose the walk's.
@Suite(.serialized) struct WalkCommandTests {
  let refusal: Refusal
  let program: FacetProgram

  init() throws {
    refusal = try Refusal()
    program = FacetProgram(in: refusal.folder)
    try TinyExperiment.writeScene(refusal.folder.file("scene.h5"))
  }

  @discardableResult
  private func succeed(_ arguments: String...) throws -> FacetProgram.Ending {
    let ending = try program.run(arguments)
    try #require(
      ending.status == 0 && !ending.wasKilled,
      "\(arguments) ended with \(ending.status): \(ending.messages)")
    return ending
  }

  private func json(_ path: String) throws -> [String: Any] {
    let data = try Data(contentsOf: URL(fileURLWithPath: refusal.folder.file(path)))
    return try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  private func accuracy(_ figures: Any?) throws -> Double {
    try #require((figures as? [String: Any])?["overallAccuracy"] as? Double)
  }

  @Test func labelsAloneMapAScene() throws {
    let told = try succeed("baseline", "walk", "tiny.yaml", "--scene", "scene.h5", "-o", "labels")
    #expect(told.results.contains("There is no classifier: random walks spread the 60 labels"))
    let report = try json("labels/report.json")
    let walk = try #require(report["walk"] as? [String: Any])
    #expect(report["networkAlone"] == nil && walk["classifier"] == nil)
    // Walkers have nowhere else to end.
    #expect(try #require(walk["mostlyByLabels"] as? Double) == 1)
    #expect(try #require(walk["caughtByLabels"] as? Double) > 0.99)
    // A label keeps its class, and the map is read again as it was.
    let map = try readClassMap(refusal.folder.file("labels/map.h5")).labels
    let labels = try Scene.open(refusal.folder.file("scene.h5")).readLabels()
    for pixel in try HDF5File.open(refusal.folder.file("labels/split.h5")).dataset("train")
      .readAll(Int64.self)
    {
      #expect(map.values[Int(pixel)] == labels.values[Int(pixel)])
    }
    #expect(try succeed("report", "labels").results.contains("There is no classifier"))
    try refusal.expect(
      ["baseline", "walk", "tiny.yaml", "--scene", "scene.h5", "--walk"], says: ["walk by itself"])
  }

  @Test func aBaselineTakesTheSameWalk() throws {
    for (run, options) in [("svm", [String]()), ("walked", ["--walk"])] {
      let ending = try program.run(
        ["baseline", "svm", "tiny.yaml", "--scene", "scene.h5", "-o", run] + options)
      try #require(ending.status == 0, "\(ending.messages)")
    }
    let (plain, walked) = try (json("svm/report.json"), json("walked/report.json"))
    let alone = try #require(walked["networkAlone"] as? [String: Any])
    // Before the walk it is the same machine; what the walk did is told apart from it.
    #expect(try accuracy(alone["figures"]) == accuracy(plain["figures"]))
    #expect(try accuracy(walked["figures"]) > accuracy(plain["figures"]))
    let maps = try ["svm/map.h5", "walked/map-alone.h5", "walked/map.h5"].map {
      try readClassMap(refusal.folder.file($0)).labels
    }
    #expect(maps[0] == maps[1] && maps[1] != maps[2])
    let again = try succeed("report", "walked").results
    #expect(again.contains("The support vector machine alone: OA"), "\(again)")
    #expect(again.contains("random walks that start from the 60 labels"), "\(again)")
    // Two methods that walk may be more alike than they are by themselves: both are compared.
    let compared = try succeed("compare", "svm", "walked").results
    let parts = compared.components(separatedBy: "With random walks")
    #expect(parts.count == 2 && parts[0].contains("Without random walks"), "\(compared)")
    #expect(parts[0].contains("1.000 (exact)") && !parts[1].contains("1.000 (exact)"))
    let both = try #require(
      JSONSerialization.jsonObject(
        with: Data(succeed("compare", "svm", "walked", "--json").results.utf8)) as? [String: Any])
    #expect(both["withoutWalk"] != nil && both["withWalk"] != nil)
    // The walk is part of the method.
    try refusal.expect(
      ["report", "svm", "--honest", "walked"], says: ["another method", "map.walk"])
  }

  @Test func whatAMapWasTrainedOnIsNotKnown() throws {
    try succeed(
      "baseline", "sam", "tiny.yaml", "--scene", "scene.h5", "-o", "sam", "--map", "map.tif")
    let judge = ["report", "--map", "map.tif", "--labels", "scene.h5:/labels", "-o", "judged.json"]
    let told = try succeed(
      "report", "--map", "map.tif", "--labels", "scene.h5:/labels", "-o", "judged.json")
    #expect(told.results.contains("If any of these labels trained it, these figures flatter"))
    let report = try json("judged.json")
    #expect((report["caution"] as? String)?.contains("which pixels it was trained on") == true)
    let classes = try #require(report["classes"] as? [[String: Any]])
    #expect(classes.count == 3 && classes.allSatisfy { ($0["mappedArea"] as? Double ?? 0) > 0 })
    // A sample of the map's classes stands for all of the map.
    let estimated = try program.run(judge + ["--stratified"])
    #expect(
      estimated.status == 0 && !estimated.results.contains("flatter"), "\(estimated.messages)")
    let areas = try #require(
      (try json("judged.json")["stratified"] as? [String: Any])?["areas"] as? [[String: Any]])
    let shares = areas.compactMap { $0["value"] as? Double }
    #expect(abs(shares.reduce(0, +) - 1) < 1e-9)
    try refusal.expect(["report", "sam", "--stratified"], says: ["--stratified goes with --map"])
  }

  /// The checksum of a report is that of the file it names.
  @Test func anotherFileHasItsOwnChecksum() throws {
    try succeed("baseline", "sam", "tiny.yaml", "--scene", "scene.h5", "-o", "sam")
    let own = try #require(
      (json("sam/report.json")["scene"] as? [String: Any])?["checksum"] as? String)
    // The same scene in a file of its own: HDF5 does not mind a byte behind its end.
    var bytes = try Data(contentsOf: URL(fileURLWithPath: refusal.folder.file("scene.h5")))
    bytes.append(0)
    try bytes.write(to: URL(fileURLWithPath: refusal.folder.file("other.h5")))
    try succeed("report", "sam", "--scene", "other.h5", "-o", "other.json")
    let scene = try #require(json("other.json")["scene"] as? [String: Any])
    #expect(scene["file"] as? String == "other.h5")
    let expected = try SceneFiles(refusal.folder.file("other.h5")).checksum()
    #expect(scene["checksum"] as? String == expected && expected != own)
  }
}
