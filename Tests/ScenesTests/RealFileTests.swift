import Foundation
import Scenes
import Testing

/// Real files against what others read: h5py 3.7 for HDF5, scipy 1.10 for MATLAB 5, numpy's
/// `fromfile` and GDAL 3.6 for ENVI, GDAL 3.6 for GeoTIFF; whole numbers times the file's scale.
@Suite("Real files") struct RealFileTests {
  /// Nil, and said, where the files are not on this machine.
  private func open(_ name: String, _ change: (inout SceneDescriptor) -> Void = { _ in }) throws
    -> Scene?
  {
    guard let folder = ProcessInfo.processInfo.environment["FACET_SCENES"],
      FileManager.default.fileExists(atPath: "\(folder)/\(name)")
    else {
      print("\(name) is not tested: FACET_SCENES names no folder that holds it")
      return nil
    }
    var descriptor = SceneDescriptor()
    change(&descriptor)
    return try Scene.open("\(folder)/\(name)", descriptor: descriptor)
  }

  private func values(_ scene: Scene, _ row: Int, _ column: Int, _ bands: [Int]) throws -> [Double]
  {
    var values = [Double](repeating: 0, count: bands.count)
    try values.withUnsafeMutableBufferPointer {
      try scene.cube.read(
        CubeWindow(rows: row..<row + 1, columns: column..<column + 1, bands: bands), into: $0)
    }
    return values
  }

  private func expect(
    _ found: [Double], _ wanted: [Double], at place: SourceLocation = #_sourceLocation
  ) {
    #expect(found.count == wanted.count, sourceLocation: place)
    for (one, other) in zip(found, wanted) {
      #expect(abs(one - other) <= 1e-8 * max(1, abs(other)), sourceLocation: place)
    }
  }

  @Test("NEON AOP") func neon() throws {
    guard let scene = try open("products/neon-sjer-30x30x426.h5") else { return }
    #expect(scene.cube.recognition.format == "NEON AOP")
    #expect(scene.cube.shape == CubeShape(rows: 30, columns: 30, bands: 426))
    // 426 bands less the 54 in the two windows of water vapour.
    #expect(scene.keptBands.count == 372)
    expect(try values(scene, 0, 0, [0, 100, 425]), [0.0267, 0.3486, 0.0514])
    expect(try values(scene, 15, 7, [0, 100, 425]), [0.0388, 0.2364, 0.1101])
    expect(try values(scene, 29, 29, [0, 100, 425]), [0.0315, 0.0689, 0.0384])
    #expect(scene.georeference?.transform == [257_000, 1, 0, 4_112_000, 0, -1])
    #expect(scene.georeference?.crs == "EPSG:32611")
    #expect(scene.cube.bands.wavelengths?[425] == 2511.89453125)
  }

  @Test("EMIT") func emit() throws {
    guard let scene = try open("products/emit-mask-200x200x8.nc", { $0.cube = "/mask" }) else {
      return
    }
    #expect(scene.cube.recognition.format == "EMIT")
    #expect(scene.cube.shape == CubeShape(rows: 200, columns: 200, bands: 8))
    #expect(scene.georeference == nil)
    expect(
      try values(scene, 120, 33, Array(0..<8)).map { Double(Float($0)) },
      [0, 0, 0, 0, 0, 0.29410633, 0.69289154, 0])
    expect(try values(scene, 199, 199, [5, 6]), [0.2213815, 0.6894102])
    let table = try #require(try scene.readLookupTable())
    #expect(table.rows == 318 && table.columns == 354)
    #expect(table.x.count { $0 != 0 } == 57130)
    #expect(table.source(row: 0, column: 158).map { [$0.row, $0.column] } == [0, 198])
    #expect(table.source(row: 158, column: 209).map { [$0.row, $0.column] } == [120, 116])
    try table.requireInside(imageRows: 200, imageColumns: 200, file: scene.file)
  }

  @Test("MATLAB 7.3") func pavia() throws {
    guard let scene = try open("products/pavia-centre-100x100x102-v73.mat") else { return }
    #expect(scene.cube.recognition.format == "MATLAB 7.3")
    #expect(scene.cube.shape == CubeShape(rows: 100, columns: 100, bands: 102))
    expect(try values(scene, 0, 0, [0, 50, 101]), [0.025694341, 0.035645329, 0.002376355])
    expect(try values(scene, 20, 70, [0, 50, 101]), [0.077974157, 0.031635229, 0.001930789])
    expect(try values(scene, 99, 99, [0, 50, 101]), [0.020347542, 0.03638794, 0.006832021])
    let labels = try scene.readLabels()
    #expect(labels.counts() == [9929, 71])
    #expect(labels[row: 13, column: 28] == 1)
  }

  @Test("MATLAB 5 with wavelengths and bad bands") func saltonSea() throws {
    let name = "products/salton-sea-51x56x224.mat"
    guard let scene = try open(name, { $0.cube = "I" }) else { return }
    #expect(scene.cube.recognition.format == "MATLAB 5")
    expect(try values(scene, 0, 0, [0, 100, 223]), [0.0764, 0.3914, 0.0517])
    expect(try values(scene, 10, 40, [0, 100, 223]), [0.1738, 0.3692, 0.2506])
    expect(try values(scene, 50, 55, [0, 100, 223]), [0.1858, 0.4101, 0.2786])
    // Stored in µm.
    expect(
      [0, 223].compactMap { scene.cube.bands.wavelengths?[$0] }, [365.913659, 2496.223659])
    #expect(scene.keptBands.count == 204)
    let error = #expect(throws: SceneError.self) { try open(name) }
    #expect(error?.remedy?.contains("I (51×56×224 float64), rgb (51×56×3 uint8)") == true)
  }

  @Test("Indian Pines from MATLAB and from HDF5, bit by bit") func indianPines() throws {
    guard
      let matlab = try open(
        "indian-pines/Indian_pines_corrected.mat",
        { $0.labels = "Indian_pines_gt.mat:indian_pines_gt" }),
      let hdf5 = try open(
        "indian-pines/indian-pines.h5",
        {
          $0.cube = "/radiance"
          $0.labels = "/labels"
        })
    else { return }
    let whole = CubeWindow(whole: CubeShape(rows: 145, columns: 145, bands: 200))
    func bits(_ scene: Scene) throws -> [UInt32] {
      var values = [Float](repeating: 0, count: whole.count)
      try values.withUnsafeMutableBufferPointer { try scene.cube.read(whole, into: $0) }
      return values.map(\.bitPattern)
    }
    #expect(try bits(matlab) == bits(hdf5))
    #expect(try matlab.readLabels() == hdf5.readLabels())
    expect(try values(matlab, 71, 40, Array(0..<5)), [3709, 4124, 4401, 4330, 4720])
  }

  @Test("ENVI of a Headwall camera") func headwall() throws {
    guard let scene = try open("products/headwall-dark-1x1600x978") else { return }
    #expect(scene.cube.recognition.format == "ENVI")
    #expect(scene.cube.shape == CubeShape(rows: 1, columns: 1600, bands: 978))
    expect(try values(scene, 0, 0, [0, 500, 977]), [22, 13, 18])
    expect(try values(scene, 0, 800, [0, 500, 977]), [18, 13, 14])
    expect(try values(scene, 0, 1599, [0, 500, 977]), [19, 14, 15])
    #expect(scene.cube.bands.wavelengths?.first == 379.027)
  }

  @Test("EnMAP tiles") func enmap() throws {
    // Tile: stored numbers at row 0, column 0, band 0, and at row 16, column 5, band 100.
    let tiles = [
      "128_0": [318, 3414], "128_128": [753, 3674], "128_96": [262, 1884],
      "160_128": [258, 1839], "160_64": [239, 2763], "160_96": [506, 1127],
      "192_160": [181, 3434], "192_64": [588, 2372], "64_0": [660, 3921], "64_32": [292, 4166],
      "96_128": [400, 3053], "96_32": [372, 3409],
    ]
    for (tile, stored) in tiles.sorted(by: { $0.key < $1.key }) {
      guard let scene = try open("enmap-potsdam/img_enmap_potsdam_tile_\(tile).tif") else {
        return
      }
      #expect(scene.cube.shape == CubeShape(rows: 32, columns: 32, bands: 224))
      expect(try values(scene, 0, 0, [0]), [Double(stored[0]) * 1e-4])
      expect(try values(scene, 16, 5, [100]), [Double(stored[1]) * 1e-4])
      #expect(scene.keptBands.count == 218, "6 bands are bad, and all fill")
    }
    guard let scene = try open("enmap-potsdam/img_enmap_potsdam_tile_128_0.tif") else { return }
    expect(try values(scene, 31, 31, [0, 100, 223]), [0.0499, 0.3424, 0.1258])
    #expect(scene.georeference?.transform == [366_015, 30, 0, 5_809_965, 0, -30])
    #expect(scene.georeference?.crs?.contains("UTM zone 33N") == true)
    expect(
      [0, 223].compactMap { scene.cube.bands.wavelengths?[$0] }, [418.24, 2445.53])
    var values = [Float](repeating: 0, count: 32 * 32 * 224)
    try values.withUnsafeMutableBufferPointer {
      try scene.cube.read(CubeWindow(whole: scene.cube.shape), into: $0)
    }
    #expect(values.count { $0.isNaN } == 6144)
  }
}
