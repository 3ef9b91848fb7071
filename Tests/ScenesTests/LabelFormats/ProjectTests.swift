import Foundation
import Scenes
import TestSupport
import Testing

/// Labels in the projects of SCP and ilastik.
@Suite struct ProjectTests {
  /// Written by remotior-sensus 0.8.0.
  @Test func macroclassesOfSCP() throws {
    let read = try onFixtureScene(try Truth.file("training.scpx"))
    #expect(try read.labels.codeRows == Truth().macroclasses)
    #expect(read.legend == ["Forest #106030", "Water #2040ff"])
    let source = try #require(read.sources.first)
    #expect(source.format == "SCP training input")
    #expect(source.classes.map(\.count) == [2, 1])
    #expect(source.classes.map(\.code) == [3, 7])
  }

  @Test func classesOfSCP() throws {
    let read = try onFixtureScene(try Truth.file("training.scpx"), field: "class_id")
    #expect(try read.labels.codeRows == Truth().classes)
  }

  /// Nothing of an archive is written to the disk, whatever path an entry claims; what claims more
  /// than an archive can hold is not read.
  @Test func archivesThatLieAreRefused() throws {
    let folder = try TemporaryFolder()
    _ = try output(
      of: "/usr/bin/python3",
      [
        "-c",
        """
        import sys, zipfile
        source, folder = sys.argv[1:]
        with zipfile.ZipFile(source) as old:
          parts = {name: old.read(name) for name in old.namelist()}
        def write(name, parts, kind=zipfile.ZIP_STORED):
          with zipfile.ZipFile(folder + '/' + name, 'w', kind) as new:
            for key, value in parts.items(): new.writestr(key, value)
        write('up.scpx', {**{'../../' + k: v for k, v in parts.items()},
                          'macroclasses.xml': parts['macroclasses.xml']})
        write('bomb.scpx', {**parts, 'macroclasses.xml': b' ' * (1 << 25)}, zipfile.ZIP_DEFLATED)
        write('lost.scpx', {'macroclasses.xml': parts['macroclasses.xml']})
        write('odd.scpx', {**parts, 'macroclasses.xml': b'<!DOCTYPE a []><a/>'})
        bytes_ = open(folder + '/bomb.scpx', 'rb').read()
        place = bytes_.rindex(b'PK\\x01\\x02')
        """, try Truth.file("training.scpx"), folder.path,
      ])
    func problem(_ name: String) -> String {
      "\((#expect(throws: SceneError.self) { try onFixtureScene(folder.file(name)) })!)"
    }
    #expect(problem("up.scpx").contains("no geometry.gpkg"))
    #expect(problem("bomb.scpx").contains("claims 33554432 bytes"))
    #expect(problem("lost.scpx").contains("no geometry.gpkg"))
    #expect(problem("odd.scpx").contains("<!DOCTYPE"))
    let outside = URL(fileURLWithPath: folder.path).deletingLastPathComponent()
    #expect(
      !FileManager.default.fileExists(
        atPath: outside.appendingPathComponent("geometry.gpkg").path))
  }

  /// Written by h5py as ilastik's serializers lay it out.
  @Test func strokesOfIlastik() throws {
    let read = try onFixtureScene(try Truth.file("strokes.ilp"))
    #expect(try read.labels.codeRows == Truth().strokes)
    #expect(read.legend == ["field path #ffe119", "Fluß #0082c8"])
    #expect(read.sources[0].format == "ilastik project")
    let alone = try LabelRecognition.looking(at: try Truth.file("strokes.ilp")).recognition
    #expect(alone.size == [10, 12])
    #expect(alone.classes.map(\.count) == [8, 3])
    #expect(alone.classes.map(\.away) == [nil, nil])
  }

  /// Older projects have five axes and say nothing of them; x may come before y.
  @Test func olderProjectsOfIlastik() throws {
    let folder = try TemporaryFolder()
    func write(_ blocks: [(lane: Int, slice: String, shape: [Int], values: [UInt8])]) throws {
      let file = try HDF5File.create(folder.file("old.ilp"))
      for (index, block) in blocks.enumerated() {
        let path =
          "/PixelClassification/LabelSets/labels00\(block.lane)/block\(String(format: "%04d", index))"
        let dataset = try file.createDataset(
          path, of: UInt8.self, shape: block.shape)
        try dataset.write(block.values)
        try file.setAttribute("blockSlice", .string(block.slice), on: path)
      }
      try file.close()
    }
    try write([(0, "[0:1,0:1,2:4,3:6,0:1]", [1, 1, 2, 3, 1], [0, 1, 2, 2, 0, 0])])
    let read = try onFixtureScene(folder.file("old.ilp"))
    #expect(read.labels.codeRows[2][3...5] == [0, 1, 2])
    #expect(read.labels.codeRows[3][3...5] == [2, 0, 0])
    #expect(read.labels.classes.entries.map(\.name) == ["Label 1", "Label 2"])
    try write([(0, "[0:2,0:1,2:4,3:6,0:1]", [2, 1, 1, 3, 1], [0, 1, 2, 0, 0, 0])])
    let box = #expect(throws: SceneError.self) { try onFixtureScene(folder.file("old.ilp")) }
    #expect(box?.problem.contains("at [0:2") == true)
    try write([(0, "[0:1,0:1,9:11,3:6,0:1]", [1, 1, 2, 3, 1], [0, 1, 2, 2, 0, 0])])
    let beyond = #expect(throws: SceneError.self) { try onFixtureScene(folder.file("old.ilp")) }
    #expect(beyond?.problem.contains("goes beyond the image") == true)
    try write([
      (0, "[0:1,0:1,2:4,3:6,0:1]", [1, 1, 2, 3, 1], [0, 1, 2, 2, 0, 0]),
      (1, "[0:1,0:1,0:2,0:3,0:1]", [1, 1, 2, 3, 1], [1, 1, 1, 1, 1, 1]),
    ])
    let choice = #expect(throws: SceneError.self) { try onFixtureScene(folder.file("old.ilp")) }
    #expect(choice?.problem == "has several labelled images")
    let second = try onFixtureScene(folder.file("old.ilp") + ":lane0001")
    #expect(second.labels.counts() == [114, 6])
  }
}
