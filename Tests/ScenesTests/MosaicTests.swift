import Foundation
import Scenes
import TestSupport
import Testing

/// Several tiles as one scene, and bands by wavelength.
@Suite struct MosaicTests {
  /// A GeoTIFF of `bands` bands with value = 100·row + 10·column + band on a common grid; no data
  /// is −1.
  private func tile(
    _ path: String, row: Int, column: Int, rows: Int = 4, columns: Int = 5, bands: Int = 3,
    first: Double = 500, step: Double = 10, shift: Double = 0, crs: Int = 32633, hole: Bool = false
  ) throws {
    _ = try output(
      of: "/usr/bin/python3",
      [
        "-c",
        """
        import sys, numpy
        from osgeo import gdal, osr
        path = sys.argv[1]
        row, column, rows, columns, bands, crs, hole = [int(v) for v in sys.argv[2:9]]
        first, step, shift = [float(v) for v in sys.argv[9:12]]
        raster = gdal.GetDriverByName('GTiff').Create(path, columns, rows, bands, gdal.GDT_Float32)
        raster.SetGeoTransform(
          [500000 + 30 * (column + shift), 30, 0, 5800000 - 30 * row, 0, -30])
        s = osr.SpatialReference()
        s.ImportFromEPSG(crs)
        raster.SetProjection(s.ExportToWkt())
        y, x = numpy.meshgrid(range(rows), range(columns), indexing='ij')
        for b in range(bands):
          values = (100 * (y + row) + 10 * (x + column) + b).astype('float32')
          if hole: values[0, 0] = -1
          band = raster.GetRasterBand(b + 1)
          band.WriteArray(values)
          band.SetNoDataValue(-1)
          band.SetMetadata({'wavelength': str(first + step * b), 'wavelength_units': 'nm'})
        """, path, "\(row)", "\(column)", "\(rows)", "\(columns)", "\(bands)", "\(crs)",
        hole ? "1" : "0", "\(first)", "\(step)", "\(shift)",
      ])
  }

  private func values(_ scene: Scene, _ rows: Range<Int>, _ columns: Range<Int>) throws -> [Float] {
    var values = [Float](
      repeating: 0, count: rows.count * columns.count * scene.shape.bands)
    try values.withUnsafeMutableBufferPointer {
      try scene.read(rows: rows, columns: columns, into: $0)
    }
    return values
  }

  @Test(arguments: ["folder", "list", "pattern"])
  func everyWindowOfAMosaicIsThatOfItsTiles(kind: String) throws {
    let folder = try TemporaryFolder()
    try tile(folder.file("a.tif"), row: 0, column: 0)
    try tile(folder.file("b.tif"), row: 2, column: 4)
    try tile(folder.file("c.tif"), row: 6, column: 1)
    let name =
      switch kind {
      case "folder": folder.path
      case "list": ["a", "b", "c"].map { folder.file("\($0).tif") }.joined(separator: ",")
      default: folder.file("?.tif")
      }
    let scene = try Scene.open(name)
    #expect(scene.shape == CubeShape(rows: 10, columns: 9, bands: 3))
    #expect(scene.georeference?.transform == [500_000, 30, 0, 5_800_000, 0, -30])
    func isCovered(_ row: Int, _ column: Int) -> Bool {
      [(0, 0), (2, 4), (6, 1)].contains {
        $0.0..<$0.0 + 4 ~= row && $0.1..<$0.1 + 5 ~= column
      }
    }
    for (rows, columns) in [(0..<10, 0..<9), (1..<7, 3..<6), (3..<4, 4..<5), (9..<10, 0..<9)] {
      let found = try values(scene, rows, columns)
      var index = 0
      for row in rows {
        for column in columns {
          for band in 0..<3 {
            let expected = Float(100 * row + 10 * column + band)
            #expect(
              isCovered(row, column) ? found[index] == expected : found[index].isNaN,
              "row \(row), column \(column), band \(band): \(found[index])")
            index += 1
          }
        }
      }
    }
  }

  @Test func whereTilesOverlapTheFirstThatHasAValueIsTaken() throws {
    let folder = try TemporaryFolder()
    try tile(folder.file("a.tif"), row: 0, column: 0, hole: true)
    try tile(folder.file("b.tif"), row: 0, column: 0, first: 501)
    let scene = try Scene.open("\(folder.file("a.tif")),\(folder.file("b.tif"))")
    #expect(try values(scene, 0..<1, 0..<2) == [0, 1, 2, 10, 11, 12])
    #expect(
      scene.cube.recognition.evidence.contains { $0.contains("several tiles have 20 pixels") })
  }

  /// What a folder holds beside its tiles is left out; what is named is meant.
  @Test func aTileThatIsNamedIsNotLeftOut() throws {
    let folder = try TemporaryFolder()
    try tile(folder.file("a.tif"), row: 0, column: 0)
    try "no image".write(toFile: folder.file("b.dat"), atomically: true, encoding: .utf8)
    let error = #expect(throws: SceneError.self) {
      try Scene.open(folder.file("a.tif") + "," + folder.file("b.dat"))
    }
    #expect(error?.description.contains("b.dat") == true)
    #expect(try Scene.open(folder.path).shape.bands > 1)
  }

  @Test func tilesThatDisagreeAreRefused() throws {
    func problem(_ make: (TemporaryFolder) throws -> Void) throws -> String {
      let folder = try TemporaryFolder()
      try tile(folder.file("a.tif"), row: 0, column: 0)
      try make(folder)
      let names = folder.file("a.tif") + "," + folder.file("b.tif")
      let error = #expect(throws: SceneError.self) { try Scene.open(names) }
      return error?.description ?? ""
    }
    #expect(
      try problem { try tile($0.file("b.tif"), row: 0, column: 9, shift: 0.5) }
        .contains("lies between the pixels"))
    #expect(
      try problem { try tile($0.file("b.tif"), row: 0, column: 9, crs: 32634) }
        .contains("another coordinate reference system"))
    let bands = try problem { try tile($0.file("b.tif"), row: 0, column: 9, first: 503) }
    #expect(bands.contains("lacks 3 of the 3 bands"))
    #expect(bands.contains("band 1 at 500.0 nm: the nearest is band 1 at 503.0 nm, 3.0 nm away"))
    #expect(try problem { _ in }.contains("there is no such file"))
  }

  @Test func bandsAreFoundByWavelength() throws {
    let folder = try TemporaryFolder()
    try tile(folder.file("a.tif"), row: 0, column: 0, bands: 5)
    let scene = try Scene.open(folder.file("a.tif"))
    let near = try scene.matching([539, 502], BandMatching(.nearest, tolerance: 3))
    #expect(near.shape.bands == 2)
    #expect(near.bands.wavelengths == [539, 502])
    #expect(try values(near, 1..<2, 2..<3) == [124, 120])
    let between = try scene.matching([512.5, 540], BandMatching(.linear))
    #expect(try values(between, 1..<2, 1..<3) == [111.25, 114, 121.25, 124])
    #expect(throws: SceneError.self) { try scene.matching([560], BandMatching(.linear)) }
    #expect(throws: SceneError.self) { try scene.matching([505], BandMatching(tolerance: 4)) }
  }

  @Test func labelsOfTilesArePutTogether() throws {
    let folder = try TemporaryFolder()
    try tile(folder.file("img_a.tif"), row: 0, column: 0)
    try tile(folder.file("img_b.tif"), row: 0, column: 5)
    // One band, so that they are labels: 100·row + 10·column.
    try tile(folder.file("lab_a.tif"), row: 0, column: 0, bands: 1)
    try tile(folder.file("lab_b.tif"), row: 0, column: 5, bands: 1)
    var descriptor = SceneDescriptor()
    descriptor.labels = LabelPlaces([folder.file("lab_*.tif")])
    let scene = try Scene.open(folder.path, descriptor: descriptor)
    #expect(scene.shape == CubeShape(rows: 4, columns: 10, bands: 3))
    let labels = try scene.readLabels()
    for row in 0..<4 {
      for column in 0..<10 {
        let value = 100 * row + 10 * column
        #expect(labels.codes[row * 10 + column] == value)
      }
    }
  }
}
