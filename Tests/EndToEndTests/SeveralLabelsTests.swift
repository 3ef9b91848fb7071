import Foundation
import Scenes
import TestSupport
import Testing

/// Commands that take labels take several files of them, and merge them alike.
@Suite struct SeveralLabelsTests {
  let refusal: Refusal

  /// A scene of 4×5 pixels; a map that is class 1 left of column 2, else class 2; and labels of it in
  /// two files, which agree on pixel (0, 1) and dispute pixel (0, 2).
  init() throws {
    refusal = try Refusal()
    var scene = TinyScene(rows: 4, columns: 5, labels: Array(repeating: 1, count: 20))
    scene.classNames = ["Field", "Wood"]
    try refusal.writeScene(scene)
    try write("map.h5", "/map", (0..<20).map { $0 % 5 < 2 ? 1 : 2 })
    try write("a.h5", "/known", (0..<20).map { $0 < 3 ? 1 : 0 })
    try write("b.h5", "/known", (0..<20).map { $0 == 1 ? 1 : 2...4 ~= $0 || $0 == 5 ? 2 : 0 })
    try write("small.h5", "/known", [1, 2], rows: 1)
  }

  private func write(_ name: String, _ path: String, _ labels: [UInt16], rows: Int = 4) throws {
    let file = try HDF5File.create(refusal.folder.file(name))
    try file.createDataset(path, of: UInt16.self, shape: [rows, labels.count / rows]).write(labels)
    try file.close()
  }

  private let both = ["--labels", "a.h5:/known", "--labels", "b.h5:/known"]

  @Test func aMapIsJudgedByAllOfThem() throws {
    let judged = try FacetProgram(in: refusal.folder).run(
      ["report", "--map", "map.h5", "-o", "made/judged"] + both)
    #expect(judged.status == 0, "\(judged.messages)")
    #expect(judged.messages.contains("1 pixel labelled with several classes"))
    let text = try String(
      contentsOfFile: refusal.folder.file("made/judged/report.json"), encoding: .utf8)
    let report = try #require(
      JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    let classes = try #require(report["classes"] as? [[String: Any]])
    // (0, 0) and (0, 1); (0, 3), (0, 4) and (1, 0), which the map has otherwise.
    #expect(classes.map { $0["test"] as? Int } == [2, 3])
    #expect(judged.results.contains("80.0"), "\(judged.results)")
  }

  @Test func aSplitIsDrawnFromAllOfThem() throws {
    let drawn = try FacetProgram(in: refusal.folder).run(
      ["split", "scene.h5", "--per-class", "1", "-o", "split.h5"] + both)
    #expect(drawn.status == 0, "\(drawn.messages)")
    #expect(drawn.messages.contains("1 pixel labelled with several classes"))
    let split = try HDF5File.open(refusal.folder.file("split.h5"))
    let pixels =
      try (split.dataset("train").readAll(Int64.self) + split.dataset("test").readAll(Int64.self))
    #expect(Set(pixels) == [0, 1, 3, 4, 5])
  }

  @Test func scenesApartTrainTogether() throws {
    try TinyExperiment.writeScene(refusal.folder.file("north.h5"), seed: 3)
    try TinyExperiment.writeScene(refusal.folder.file("south.h5"), seed: 4)
    try TinyExperiment.writeScene(refusal.folder.file("third.h5"), seed: 5)
    let program = FacetProgram(in: refusal.folder)
    for arguments in [
      ["train", "tiny.yaml", "--scene", "north.h5 + south.h5", "-o", "run", "--threads", "1"],
      ["classify", "run", "--scene", "third.h5", "-o", "third.tif"],
      // The run's own, wherever the command is given, borders and walk included.
      ["classify", "run", "-o", "own.h5"], ["report", "run"],
    ] {
      let ending = try program.run(arguments)
      #expect(ending.status == 0, "\(arguments): \(ending.messages)")
    }
    let own = try HDF5File.open(refusal.folder.file("own.h5")).dataset("/map")
    #expect(own.shape == [24 + 127 + 24, 22])
    let map = try own.readAll(UInt8.self)
    #expect(map.enumerated().allSatisfy { (24 * 22..<151 * 22 ~= $0) == ($1 == 0) })
    let split = try HDF5File.open(refusal.folder.file("run/split.h5"))
    let trained = try split.dataset("train").readAll(Int64.self)
    #expect(trained.contains { $0 < 24 * 22 } && trained.contains { $0 >= 151 * 22 })
  }

  @Test func oneThatDoesNotFitIsNamed() throws {
    for command in [["report", "--map", "map.h5"], ["split", "scene.h5", "--per-class", "1"]] {
      try refusal.expect(
        command + both + ["--labels", "small.h5:/known", "-o", "out.h5"],
        says: ["small.h5", "`/known`", "1×2", "4×5"])
      try refusal.expect(
        command + both + ["--labels", "none.tif", "-o", "out.h5"], says: ["none.tif"])
    }
  }
}
