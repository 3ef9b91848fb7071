import Foundation
import Scenes
import TestSupport
import Testing

/// Scenes that lie on no common grid, opened together.
@Suite struct ScenesApartTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// A scene of `rows` × `columns` pixels and 4 bands, whose labels are all `label`.
  private func write(
    _ name: String, rows: Int, columns: Int, label: UInt16, bands: Int = 4, first: Double = 400,
    classes: [String]? = nil
  ) throws {
    var scene = TinyScene(
      rows: rows, columns: columns, bands: bands,
      labels: Array(repeating: label, count: rows * columns), classNames: classes,
      hasWavelengths: true)
    scene.firstWavelength = first
    try scene.write(to: folder.file(name), as: Float.self)
  }

  private func open(_ change: (inout SceneDescriptor) -> Void = { _ in }) throws -> Scene {
    var descriptor = SceneDescriptor()
    change(&descriptor)
    return try Scene.open(
      "\(folder.file("north.h5")) + \(folder.file("south.h5"))", descriptor: descriptor)
  }

  private func spectrum(_ scene: Scene, _ row: Int, _ column: Int) throws -> [Float] {
    var values = [Float](repeating: 0, count: scene.shape.bands)
    try values.withUnsafeMutableBufferPointer {
      try scene.read(rows: row..<row + 1, columns: column..<column + 1, into: $0)
    }
    return values
  }

  @Test func theyLieOneBelowAnotherAndNoWindowSeesTwo() throws {
    try write("north.h5", rows: 3, columns: 5, label: 1, classes: ["a", "b"])
    // Its first band is the other's second: 390, 400, …
    try write("south.h5", rows: 4, columns: 2, label: 2, bands: 5, first: 390, classes: ["a", "b"])
    let scene = try open()
    let below = 3 + 127
    #expect(scene.shape == CubeShape(rows: below + 4, columns: 5, bands: 4))
    #expect(scene.georeference == nil)
    #expect(try spectrum(scene, 2, 4) == [240, 241, 242, 243])
    #expect(try spectrum(scene, below + 3, 1) == [311, 312, 313, 314])
    for (row, column) in [(3, 0), (below - 1, 0), (below, 2)] {
      #expect(try spectrum(scene, row, column).allSatisfy(\.isNaN))
    }
    let labels = try scene.readLabels()
    #expect(labels.counts() == [scene.shape.pixels - 15 - 8, 15, 8])
    #expect(labels[row: 0, column: 4] == 1 && labels[row: below, column: 1] == 2)
    #expect(try scene.labelPath() == "/labels")
    #expect(try scene.readLabels("/labels") == labels)
    #expect(labels.classes.entries.map(\.name) == ["a", "b"])
    let text = try SceneSummary(of: scene).text
    #expect(text.contains("2 scenes apart, the first HDF5"))
    #expect(text.contains("one below another: north.h5 from row 0, south.h5 from row 130"))
  }

  @Test func eachMayHaveItsOwnLabels() throws {
    try write("north.h5", rows: 3, columns: 5, label: 1)
    try write("south.h5", rows: 4, columns: 2, label: 2)
    try write("other.h5", rows: 4, columns: 2, label: 7)
    let scene = try open {
      $0.labels = LabelPlaces(["/labels", "\(folder.file("other.h5")):/labels"])
    }
    #expect(try scene.readLabels().counts().last == 8)
    #expect(try scene.readLabels().codes[131 * 5] == 7)
    let error = #expect(throws: SceneError.self) {
      try open { $0.labels = LabelPlaces(["/labels", "/labels", "/labels"]) }
    }
    #expect(error?.description.contains("names 3 places for 2 scenes") == true)
  }

  @Test func bandsAreMatchedAsIsAsked() throws {
    try write("north.h5", rows: 3, columns: 5, label: 1)
    try write("south.h5", rows: 3, columns: 5, label: 1, bands: 6, first: 394)
    // 400 lies between 394 and 404.
    let refused = #expect(throws: SceneError.self) { try open() }
    #expect(refused?.description.contains("lacks 4 of the 4 bands") == true)
    #expect(
      refused?.description.contains("band 1 at 400.0 nm: the nearest is band 2 at 404.0 nm") == true
    )
    #expect(try spectrum(open { $0.bandTolerance = 4 }, 130, 0) == [1, 2, 3, 4])
    let between = try spectrum(open { $0.matchBands = .linear }, 130, 0)
    for (found, expected) in zip(between, [0.6, 1.6, 2.6, 3.6] as [Float]) {
      #expect(abs(found - expected) < 1e-5)
    }
  }

  @Test func classesOfScenesAreMatchedByName() throws {
    try write("north.h5", rows: 3, columns: 5, label: 1, classes: ["acre", "wood"])
    try write("south.h5", rows: 3, columns: 5, label: 1, classes: ["wood", "acre"])
    // Both give all their pixels the code 1, which is acre in one and wood in the other.
    let labels = try open().readLabels()
    #expect(labels.classes.entries.map(\.name) == ["acre", "wood"])
    #expect(labels.classes.entries.map(\.code) == [1, 2])
    #expect(labels.counts().dropFirst() == [15, 15])
    #expect(labels[row: 0, column: 0] == 1 && labels[row: 130, column: 0] == 2)
    let listed = try open { $0.classes = [.init(name: "wood"), .init(name: "acre")] }.readLabels()
    #expect(listed.classes.entries.map(\.name) == ["wood", "acre"])
    #expect(listed[row: 0, column: 0] == 2 && listed[row: 130, column: 0] == 1)
  }

  @Test func aFileWhoseNameHasThePlusIsOneScene() throws {
    try write("a + b.h5", rows: 3, columns: 5, label: 1)
    #expect(try Scene.open(folder.file("a + b.h5")).shape.rows == 3)
    let error = #expect(throws: SceneError.self) {
      try Scene.open("\(folder.file("a + b.h5")) + \(folder.file("none.h5"))")
    }
    #expect(error?.description.contains("no such file") == true)
  }
}
