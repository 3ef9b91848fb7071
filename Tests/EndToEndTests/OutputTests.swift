import Foundation
import TestSupport
import Testing

/// What may be written: nothing that Facet did not make, unless it is forced. What a command reads is
/// in `OutputMatrixTests`.
@Suite struct OutputTests {
  let folder: TemporaryFolder
  let program: FacetProgram

  /// A run of a scene, a split and a map of it, and files of somebody else's.
  init() throws {
    folder = try TemporaryFolder()
    program = FacetProgram(in: folder)
    try TinyExperiment.writeConfiguration(folder)
    try TinyExperiment.writeScene(folder.file("scene.h5"))
    try write("descriptor.yaml", "name: tiny\ncube: /reflectance\n")
    try TinyExperiment.writeScene(folder.file("truth.h5"))
    try write("map.csv", "mine")
    for name in ["mine.tif", "mine.h5", "mine.png", "mine.html", "mine.gpkg", "mine.hdr"] {
      try write(name, "mine")
    }
    try write("orphan.tif.aux.xml", "<PAMDataset>\n</PAMDataset>\n")
    for arguments in [
      [
        "train", "tiny.yaml", "--scene", "scene.h5", "--labels", "truth.h5:/labels", "-o", "run",
        "--threads", "1",
      ],
      ["split", "scene.h5", "--per-class", "20", "-o", "split.h5"],
      ["classify", "run", "-o", "labels.tif", "--no-walk"],
    ] {
      let ending = try program.run(arguments)
      try #require(ending.status == 0, "\(arguments): \(ending.messages)")
    }
  }

  private func write(_ name: String, _ text: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: folder.file(name)))
  }

  /// Every file's name and bytes.
  private func files() throws -> [String: Data] {
    var found: [String: Data] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: folder.path) {
      found[name] = FileManager.default.contents(atPath: folder.file(name))
    }
    return found
  }

  @Test func nothingOfSomebodyElsesIsReplaced() throws {
    let classify = ["classify", "run", "--no-walk", "-o"]
    try expectRefused([
      (classify + ["mine.tif"], ["mine.tif", "not made by Facet", "mine-2.tif", "--force"]),
      (classify + ["mine.img"], ["mine.hdr", "mine.img", "mine-2.img"]),
      (classify + ["orphan.tif"], ["orphan.tif.aux.xml", "orphan-2.tif"]),
      (classify + ["new.tif", "--probabilities", "mine.h5"], ["mine.h5"]),
      (classify + ["new.tif", "--polygons", "mine.gpkg"], ["mine.gpkg"]),
      (classify + ["same.h5", "--probabilities", "same.h5"], ["same.h5", "two outputs"]),
      (["simulate", "-o", "mine.h5"], ["mine.h5"]),
      (["report", "run", "-o", "mine.html"], ["mine.html"]),
      (["inspect", "scene.h5", "--quicklook", "mine.png"], ["mine.png"]),
      // Runs go into folders that hold none of a run's files.
      (
        ["train", "tiny.yaml", "--scene", "scene.h5", "-o", "."],
        ["split.h5", "name another folder"]
      ),
      (["simulate", "-o", "run/split.h5"], ["run/split.h5", "belongs to the run"]),
    ])
    let forced = try program.run(classify + ["mine.tif", "--force"])
    #expect(forced.status == 0, "\(forced.messages)")
  }

  private func expectRefused(_ cases: [(arguments: [String], says: [String])]) throws {
    let before = try files()
    for (arguments, words) in cases {
      let ending = try program.run(arguments)
      #expect(ending.status != 0 && !ending.wasKilled, "\(arguments) was not refused")
      for word in words {
        #expect(ending.messages.contains(word), "\(arguments): \(ending.messages)")
      }
    }
    let after = try files()
    #expect(before.keys.sorted() == after.keys.sorted())
    for (name, bytes) in before { #expect(after[name] == bytes, "\(name) has changed") }
  }

  @Test(arguments: ["tif", "img", "dat", "nc", "h5", "png", "gpkg"])
  func itsOwnOutputsAreReplaced(_ ending: String) throws {
    let name = "made/map.\(ending)"
    var bytes: [Data?] = []
    for _ in 0..<2 {
      let made = try program.run("classify", "run", "--no-walk", "-o", name)
      #expect(made.status == 0, "\(made.messages)")
      bytes.append(FileManager.default.contents(atPath: folder.file(name)))
      if ending == "img" {
        let header = try String(contentsOfFile: folder.file("made/map.hdr"), encoding: .utf8)
        #expect(header.contains("description = {\nFacet: map.img}"))
      }
      // Times in a file would show: they count whole seconds.
      Thread.sleep(forTimeInterval: 1.1)
    }
    #expect(bytes[0] != nil && bytes[0] == bytes[1], "equal maps differ")
  }

  /// Same seed, same bytes: of every output but the clock in run.json.
  @Test func equalRunsAreEqualToTheByte() throws {
    var found: [[String: Data]] = []
    for place in ["a", "b"] {
      for arguments in [
        ["simulate", "--rows", "20", "--columns", "20", "--bands", "10", "--classes", "2", "-o"],
        ["split", "scene.h5", "--per-class", "20", "--picture", "\(place)/sides.png", "-o"],
        ["embed", "run", "-o"], ["similar", "run", "--class", "1", "-o"],
        ["classify", "run", "--no-walk", "--confidence", "--probabilities", "\(place)/p.nc", "-o"],
        ["classify", "run", "--no-walk", "--probabilities", "\(place)/p.tif", "-o"],
        ["inspect", "scene.h5", "--quicklook"], ["report", "run", "-o"],
        ["train", "tiny.yaml", "--scene", "scene.h5", "--threads", "1", "-o"],
        ["baseline", "sam", "tiny.yaml", "--scene", "scene.h5", "-o"],
      ] {
        let endings = ["inspect": ".png", "report": ".html", "train": "", "baseline": ""]
        let name = "\(place)/\(arguments.count)-\(arguments[0])\(endings[arguments[0]] ?? ".h5")"
        let ending = try program.run(arguments + [name])
        try #require(ending.status == 0, "\(arguments): \(ending.messages)")
      }
      found.append(try files().filter { $0.key.hasPrefix("\(place)/") })
      // Times in a file would show: they count whole seconds.
      Thread.sleep(forTimeInterval: 1.1)
    }
    #expect(found[0].count > 15 && found[0].count == found[1].count)
    for (name, bytes) in found[0] where !name.hasSuffix("run.json") {
      // A baseline's report tells how long it took.
      if name.contains("baseline/report") { continue }
      #expect(found[1]["b" + name.dropFirst()] == bytes, "\(name) differs")
    }
  }
}
