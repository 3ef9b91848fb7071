import Foundation
import Scenes
import TestSupport
import Testing

/// Products of which a part is read, or one under another name.
@Suite("Parts of products") struct SensorProductTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// 3 rows × 2 columns, VNIR of 3 bands and SWIR of 2, stored descending by wavelength.
  private func prisma(_ level: String, _ names: [String]) throws -> String {
    let path = folder.file("\(level)-\(names.joined()).he5")
    let file = try HDF5File.create(path)
    for name in names {
      let bands = name == "VNIR" ? 3 : 2
      let first = name == "VNIR" ? 600.0 : 1500
      var values: [UInt16] = []
      for row in 0..<3 {
        for band in 0..<bands {
          for column in 0..<2 { values.append(UInt16(100 + 100 * row + 10 * band + column)) }
        }
      }
      try file.createDataset(
        "/HDFEOS/SWATHS/PRS_\(level)_HCO/Data Fields/\(name)_Cube", of: UInt16.self,
        shape: [3, bands, 2]
      ).write(values)
      let title = name == "VNIR" ? "Vnir" : "Swir"
      try file.setAttribute(
        "List_Cw_\(title)", .doubles((0..<bands).map { first - 10 * Double($0) }))
      try file.setAttribute(
        "List_Fwhm_\(title)", .doubles([Double](repeating: 10, count: bands)))
      try file.setAttribute("L2Scale\(title)Min", .double(0))
      try file.setAttribute("L2Scale\(title)Max", .double(65_535))
      try file.setAttribute("ScaleFactor_\(title)", .double(100))
      try file.setAttribute("Offset_\(title)", .double(0.5))
    }
    try file.close()
    return path
  }

  @Test("PRISMA: one spectrometer, alone or named, has its axes and wavelengths")
  func oneSpectrometer() throws {
    let both = try prisma("L2D", ["VNIR", "SWIR"])
    #expect(try Scene.open(both).cube.shape == CubeShape(rows: 3, columns: 2, bands: 5))
    var descriptor = SceneDescriptor()
    descriptor.cube = "/HDFEOS/SWATHS/PRS_L2D_HCO/Data Fields/SWIR_Cube"
    let named = try Scene.open(both, descriptor: descriptor)
    #expect(named.cube.bands.wavelengths == [1490, 1500])
    #expect(try Ground.read(named).prefix(4) == [110, 100, 111, 101])
    let alone = try Scene.open(prisma("L2D", ["VNIR"]))
    #expect(alone.cube.shape == CubeShape(rows: 3, columns: 2, bands: 3))
    #expect(alone.cube.bands.wavelengths == [580, 590, 600])
    #expect(alone.cube.recognition.format == "PRISMA L2D")
  }

  @Test("PRISMA L1 is joined, in radiance")
  func level1() throws {
    let scene = try Scene.open(prisma("L1", ["VNIR", "SWIR"]))
    #expect(scene.cube.recognition.format == "PRISMA L1")
    #expect(scene.cube.bands.wavelengths == [580, 590, 600, 1490, 1500])
    let read = try Ground.read(scene)
    for (one, other) in zip(read, [0.7, 0.6, 0.5, 0.6, 0.5]) { #expect(abs(one - other) < 1e-9) }
  }

  @Test(
    "EMIT: sensor geometry by its lookup table, whatever the cube is called",
    arguments: ["/obs", "/minerals"])
  func emit(name: String) throws {
    let path = folder.file("emit.nc")
    let file = try HDF5File.create(path)
    try file.createDataset(name, of: Float.self, shape: [6, 5, 4])
      .write(Ground.cube("rcb").map { Float($0) })
    for glt in ["glt_x", "glt_y"] {
      try file.createDataset("/location/\(glt)", of: Int32.self, shape: [3, 3])
        .write([Int32](repeating: 1, count: 9))
    }
    try file.setAttribute("geotransform", .doubles([10, 0.0005, 0, 50, 0, -0.0005]))
    try file.setAttribute("spatial_ref", .string("EPSG:4326"))
    for (name, count) in [("/downtrack", 6), ("/crosstrack", 5), ("/bands", 4)] {
      _ = try file.createDataset(name, of: Float.self, shape: [count])
    }
    try file.close()
    try nameDimensions(path, name, ["/downtrack", "/crosstrack", "/bands"])
    let scene = try Scene.open(path)
    #expect(scene.georeference == nil)
    #expect(scene.hasLookupTable)
    #expect(try scene.readLookupTable()?.georeference.transform[0] == 10)
    #expect(try Ground.read(scene) == Ground.cube("rcb"))
  }
}
