import Foundation
import Scenes
import TestSupport
import Testing

extension SceneTests {
  @Test("Bad and dropped bands are left out; wavelengths tell the band axis")
  func keptBands() throws {
    let path = folder.file("bands.h5")
    try TinyScene(axes: "brc", hasWavelengths: true).write(to: path, as: UInt16.self)
    var descriptor = SceneDescriptor()
    descriptor.drop = BandList(numbers: [2])
    let scene = try Scene.open(path, descriptor: descriptor)
    #expect(scene.cube.shape == CubeShape(rows: 5, columns: 7, bands: 4))
    #expect(scene.keptBands == [0, 2, 3])
    #expect(scene.bands.wavelengths == [400, 420, 430])
    #expect(try values(scene, rows: 2..<3, columns: 3..<4) == [230, 232, 233])
    descriptor.drop = BandList(numbers: [5])
    #expect(throws: SceneError.self) { try Scene.open(path, descriptor: descriptor) }
    descriptor.drop = BandList(numbers: [1, 2, 3, 4])
    #expect(throws: SceneError.self) { try Scene.open(path, descriptor: descriptor) }
  }

  @Test("Labels come with names; another shape is refused, and its transpose noticed")
  func labels() throws {
    let path = folder.file("labels.h5")
    var labels = [UInt16](repeating: 0, count: 35)
    labels[8] = 2
    try TinyScene(labels: labels, classNames: ["Corn", "Woods"]).write(to: path, as: UInt16.self)
    let scene = try Scene.open(path)
    #expect(scene.hasLabels)
    let read = try scene.readLabels()
    #expect(read[row: 1, column: 1] == 1 && read.codes[8] == 2)
    #expect(read.classes.entries.map(\.name) == ["Woods"])
    #expect(read.classes.absent.map(\.name) == ["Corn"])

    let turned = folder.file("turned.h5")
    let file = try HDF5File.create(turned)
    try file.createDataset("/cube", of: UInt8.self, shape: [5, 7, 4])
      .write([UInt8](repeating: 1, count: 140))
    try file.createDataset("/gt", of: UInt8.self, shape: [7, 5])
      .write([UInt8](repeating: 1, count: 35))
    try file.createDataset("/other", of: Int16.self, shape: [5, 6])
      .write([Int16](repeating: 1, count: 30))
    try file.createDataset("/negative", of: Int16.self, shape: [5, 7])
      .write([Int16](repeating: -1, count: 35))
    try file.close()
    let other = try Scene.open(turned)
    func problem(_ name: String) -> String {
      (#expect(throws: SceneError.self) { try other.readLabels(name) })?.problem ?? ""
    }
    #expect(problem("/gt").contains("7×5, the scene 5×7; its transpose would fit"))
    #expect(problem("/other").contains("its transpose does not fit either"))
    #expect(problem("/negative").contains("holds -1, and nothing says whether that is a class"))
    #expect(problem("/nothing").contains("no such dataset"))
    var descriptor = SceneDescriptor()
    descriptor.unlabelled = -1
    let unlabelled = try Scene.open(turned, descriptor: descriptor).readLabels("/negative")
    #expect(unlabelled.counts() == [35])
  }

  @Test("A scene that claims a million million pixels and stores none opens, and is not read")
  func absurdSize() throws {
    let path = folder.file("vast.h5")
    let side = 1 << 20
    let file = try HDF5File.create(path)
    _ = try file.createDataset("/cube", of: UInt16.self, shape: [side, side, 9], chunk: [8, 8, 9])
    _ = try file.createDataset("/labels", of: UInt8.self, shape: [side, side], chunk: [64, 64])
    try file.close()
    let scene = try Scene.open(path)
    let error = #expect(throws: SceneError.self) { try scene.readLabels() }
    #expect(error?.problem.contains("stores only 0 bytes") == true)
    #expect(try values(scene, rows: 7..<8, columns: 7..<8) == Array(repeating: 0, count: 9))
  }

  @Test("Two cubes, no cube, a wrong rank and a wrong shape are each said")
  func wrongCubes() throws {
    let path = folder.file("two.h5")
    let file = try HDF5File.create(path)
    for name in ["/a", "/b/c"] {
      try file.createDataset(name, of: UInt8.self, shape: [2, 3, 4])
        .write([UInt8](repeating: 1, count: 24))
    }
    _ = try file.createDataset("/flat", of: UInt8.self, shape: [2, 3])
    _ = try file.createDataset("/void", of: UInt8.self, shape: [0, 3, 4])
    try file.close()
    func error(_ change: (inout SceneDescriptor) -> Void) -> String {
      var descriptor = SceneDescriptor()
      change(&descriptor)
      return
        (#expect(throws: SceneError.self) { try Scene.open(path, descriptor: descriptor) })?
        .description ?? ""
    }
    #expect(error { _ in }.contains("/a (2×3×4 uint8), /b/c (2×3×4 uint8)"))
    #expect(error { $0.cube = "/flat" }.contains("has 2 dimensions (2×3)"))
    #expect(error { $0.cube = "/void" }.contains("is empty: 0×3×4"))
    #expect(error { $0.cube = "/x" }.contains("no such dataset"))
    #expect(
      error {
        $0.cube = "/a"
        $0.shape = [2, 3, 5]
      }.contains("expects 2×3×5"))
    #expect(
      error {
        $0.cube = "/a"
        $0.axes = "row,row,band"
      }.contains("row,row,band"))
  }
}
