import Foundation
import Scenes
import TestSupport
import Testing

/// The cube is what is meant to be the cube, or Facet asks.
@Suite("Which array is the cube") struct CubeChoiceTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func open(_ path: String, _ change: (inout SceneDescriptor) -> Void = { _ in }) throws
    -> Scene
  {
    var descriptor = SceneDescriptor()
    change(&descriptor)
    return try Scene.open(path, descriptor: descriptor)
  }

  private func problem(_ body: () throws -> Void) -> String {
    (#expect(throws: SceneError.self) { try body() })?.description ?? ""
  }

  private static let pixels = CubeShape(
    rows: Ground.rows, columns: Ground.columns, bands: Ground.bands)
  private var expected: [Double] { Ground.cube("rcb") }

  @Test("Dimensions of length 1 are dropped wherever they stand", arguments: [true, false])
  func oneTime(isClassic: Bool) throws {
    let quality = NetCDFArray(
      "quality", [Ground.y, Ground.x, ("flag", 3)], .byte, [Double](repeating: 1, count: 90))
    let layouts: [[(name: String, length: Int)]] = [
      [("time", 1), Ground.band, Ground.y, Ground.x],
      [Ground.band, Ground.y, Ground.x, ("time", 1)],
      [Ground.band, ("time", 1), Ground.y, ("level", 1), Ground.x],
    ]
    for (number, dimensions) in layouts.enumerated() {
      for beside in [[], [quality]] {
        let path = folder.file("time\(number).nc")
        try NetCDFArray.write(
          [NetCDFArray("reflectance", dimensions, .float, Ground.cube("brc"))] + beside, to: path,
          isClassic: isClassic)
        let scene = try open(path)
        #expect(scene.cube.shape == Self.pixels)
        #expect(try Ground.read(scene) == expected)
      }
    }
  }

  @Test("Of several times one is chosen", arguments: [true, false])
  func severalTimes(isClassic: Bool) throws {
    let path = folder.file("times.nc")
    let second = Ground.cube("brc").map { $0 + 1000 }
    try NetCDFArray.write(
      [
        NetCDFArray(
          "reflectance", [("time", 2), Ground.band, Ground.y, Ground.x], .float,
          Ground.cube("brc") + second),
        NetCDFArray(
          "rgb", [Ground.y, Ground.x, ("c", 3)], .byte, [Double](repeating: 1, count: 90)),
      ], to: path, isClassic: isClassic)
    let asked = problem { _ = try open(path) }
    for word in ["2×4×6×5", "6×5×3", "Name one with `cube`", "reflectance[1]"] {
      #expect(asked.contains(word), "\(asked)")
    }
    let whole = problem { _ = try open(path) { $0.cube = "reflectance" } }
    #expect(whole.contains("reflectance[1]") && whole.contains("time 1 to 2"), "\(whole)")
    #expect(problem { _ = try open(path) { $0.cube = "reflectance[3]" } }.contains("time 1 to 2"))
    let scene = try open(path) { $0.cube = "reflectance[2]" }
    #expect(try Ground.read(scene) == expected.map { $0 + 1000 })
  }

  @Test("Packed chunks of one time are read in pieces")
  func chunksOfOneTime() throws {
    let path = folder.file("chunks.h5")
    let file = try HDF5File.create(path)
    try file.createDataset(
      "/cube", of: UInt16.self, shape: [1, 6, 5, 4], chunk: [1, 2, 3, 4]
    ).write(expected.map { UInt16($0) })
    try file.close()
    #expect(try Ground.read(open(path)) == expected)
  }

  @Test("A picture or mask beside a cube that cannot be read is not the cube")
  func besideALostCube() throws {
    let path = folder.file("link.h5")
    let file = try HDF5File.create(path)
    try file.createDataset("/qa", of: UInt8.self, shape: [6, 5, 3]).write(
      [UInt8](repeating: 0, count: 90))
    try file.createDataset("/wavelength", of: Double.self, shape: [4]).write([450, 550, 650, 750])
    try file.close()
    try writeExternalLink(path, "cube", to: "lost.h5", "/d")
    let said = problem { _ = try open(path) }
    for word in ["/qa (6×5×3 uint8)", "/cube", "link to lost.h5:/d, which is not there"] {
      #expect(said.contains(word), "\(said)")
    }
    let named = problem { _ = try open(path) { $0.cube = "/cube" } }
    #expect(named.contains("is a link to lost.h5:/d, which is not there"), "\(named)")
    #expect(try open(path) { $0.cube = "/qa" }.cube.shape.bands == 3)
  }

  @Test("A field of a structure is named and read; beside a picture Facet asks")
  func structures() throws {
    let path = folder.file("struct.mat")
    let cube = Ground.cube("bcr").map { UInt16($0) }
    try MATLABProducts.structure(
      path, "hsi", field: "data", cube: cube, shape: [6, 5, 4],
      wavelengths: [450, 550, 650, 750], beside: ("rgb", [6, 5, 3]))
    let said = problem { _ = try open(path) }
    #expect(
      said.contains("hsi.data (6×5×4 uint16)") && said.contains("rgb (6×5×3 uint8)"), "\(said)")
    let scene = try open(path) { $0.cube = "hsi.data" }
    #expect(try Ground.read(scene) == expected)
    #expect(scene.cube.bands.wavelengths == [450, 550, 650, 750])
    try MATLABProducts.structure(
      path, "hsi", field: "data", cube: cube, shape: [6, 5, 4], wavelengths: [1, 2, 3, 4],
      beside: nil)
    #expect(try Ground.read(open(path)) == expected)
  }

  @Test("A virtual dataset says what of it is lost")
  func virtual() throws {
    for (name, columns) in [("a", 0..<3), ("b", 3..<5)] {
      let file = try HDF5File.create(folder.file("\(name).h5"))
      var values: [UInt16] = []
      for row in 0..<6 {
        for column in columns {
          for band in 0..<4 { values.append(UInt16(Ground.value(row, column, band))) }
        }
      }
      try file.createDataset("/d", of: UInt16.self, shape: [6, columns.count, 4])
        .write(values)
      try file.close()
    }
    func whole(_ sources: [(file: String, dataset: String, columns: Int)]) throws -> String {
      let path = folder.file("whole.h5")
      try HDF5File.create(path).close()
      try writeVirtualCube(path, "cube", rows: 6, bands: 4, sources: sources)
      return path
    }
    #expect(try Ground.read(open(whole([("a.h5", "/d", 3), ("b.h5", "/d", 2)]))) == expected)
    let file = problem { _ = try open(whole([("a.h5", "/d", 3), ("moved.h5", "/d", 2)])) }
    #expect(file.contains("of which moved.h5 is not there"), "\(file)")
    let dataset = problem { _ = try open(whole([("a.h5", "/d", 3), ("b.h5", "/e", 2)])) }
    #expect(dataset.contains("of which b.h5:/e is not there"), "\(dataset)")
    let small = problem { _ = try open(whole([("a.h5", "/d", 3), ("b.h5", "/d", 3)])) }
    #expect(small.contains("needs 6×3×4 values of b.h5:/d, which is 6×2×4"), "\(small)")
  }

  @Test("Bands that are arrays of their own are named, with a way out", arguments: [true, false])
  func bandsApart(isClassic: Bool) throws {
    let path = folder.file("bands.nc")
    try NetCDFArray.write(
      (1...4).map {
        NetCDFArray("Band\($0)", [Ground.y, Ground.x], .float, [Double](repeating: 1, count: 30))
      }, to: path, isClassic: isClassic)
    let said = problem { _ = try open(path) }
    #expect(said.contains("s of 6×5, from") && said.contains("may be bands"), "\(said)")
    #expect(said.contains("Band1") && said.contains("gdal_translate"), "\(said)")
  }
}
