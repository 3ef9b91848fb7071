import Foundation
import Sampling
import Scenes
import Testing

@Suite struct SplitFileTests {
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  func path(_ name: String = "split.h5") -> String { folder.appendingPathComponent(name).path }

  /// Writes a file as another program might.
  func write(
    _ sides: [String: [Int64]], rows: HDF5Attribute = .int(2),
    strategy: HDF5Attribute? = .string("x")
  ) throws {
    let file = try HDF5File.create(path())
    for (name, pixels) in sides {
      let dataset = try file.createDataset(name, of: Int64.self, shape: [pixels.count], chunk: nil)
      try dataset.write(pixels)
    }
    try file.setAttribute("rows", rows, on: "/")
    try file.setAttribute("columns", .int(3), on: "/")
    try file.setAttribute("seed", .int(1), on: "/")
    if let strategy { try file.setAttribute("strategy", strategy, on: "/") }
    try file.close()
  }

  @Test(arguments: [0, 42, UInt64.max]) func comesBackEqual(seed: UInt64) throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let labels = plotMap(rows: 50, columns: 40, classes: 3, seed: 1)
    for validation in [0, 0.2] {
      let split = try PerClassSplit(15)
        .split(labels: labels, validation: validation, seed: seed)
      try split.save(path())
      #expect(try Split.load(path(), rows: 50, columns: 40) == split)
    }
    // Replaced in place, nothing beside it.
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["split.h5"])
  }

  @Test func anotherSceneIsRefused() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    try write(["train": [0], "validation": [], "test": [5]])
    #expect(try Split.load(path(), rows: 2, columns: 3).test == [5])
    let error = #expect(throws: SceneError.self) { try Split.load(path(), rows: 3, columns: 2) }
    #expect(error?.description.contains("2×3") == true)
    #expect(error?.description.contains("3×2") == true)
  }

  @Test(
    arguments: [
      ["train": [0], "validation": [], "test": [6]],
      ["train": [-1], "validation": [], "test": [5]],
      ["train": [0], "validation": [0], "test": [5]],
      ["train": [0, 0], "validation": [], "test": [5]],
      ["train": [], "validation": [], "test": [5]], ["train": [0], "validation": [], "test": []],
      ["train": [0], "test": [5]],
    ] as [[String: [Int64]]]) func wrongPixelsAreRefused(sides: [String: [Int64]]) throws
  {
    defer { try? FileManager.default.removeItem(at: folder) }
    try write(sides)
    let error = #expect(throws: SceneError.self) { try Split.load(path(), rows: 2, columns: 3) }
    #expect(error?.file == path())
  }

  @Test func foreignFilesAreRefused() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let load = { try Split.load(path(), rows: 2, columns: 3) }
    #expect(throws: SceneError.self) { try load() }
    try write(["train": [0], "validation": [], "test": [5]], rows: .string("two"))
    #expect(throws: SceneError.self) { try load() }
    try write(["train": [0], "validation": [], "test": [5]], strategy: nil)
    #expect(throws: SceneError.self) { try load() }
    try Data("no HDF5 at all".utf8).write(to: URL(fileURLWithPath: path()))
    #expect(throws: SceneError.self) { try load() }
    // Cut short.
    try write(["train": [0], "validation": [], "test": [5]])
    let whole = try Data(contentsOf: URL(fileURLWithPath: path()))
    try whole.prefix(whole.count / 2).write(to: URL(fileURLWithPath: path()))
    #expect(throws: SceneError.self) { try load() }
  }

  @Test func aFolderThatCannotBeMadeIsNamed() throws {
    let labels = plotMap(rows: 50, columns: 40, classes: 3, seed: 1)
    let split = try PerClassSplit(5).split(labels: labels)
    #expect(throws: SceneError.self) { try split.save("/proc/none/split.h5") }
    try FileManager.default.removeItem(at: folder)
  }
}
