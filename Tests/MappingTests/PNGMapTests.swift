import Mapping
import Scenes
import TestSupport
import Testing

/// PNG maps as GDAL sees them.
@Suite struct PNGMapTests {
  @Test func aPixelIsItsClassAndThePaletteItsColour() throws {
    let folder = try TemporaryFolder()
    try TinyMap(rows: 3, columns: 9, classes: 3).write(to: folder.file("map.png"))
    let words = try python(
      """
      import sys
      from osgeo import gdal
      picture = gdal.Open(sys.argv[1])
      band = picture.GetRasterBand(1)
      print(band.GetColorTable().GetCount(), *band.GetColorTable().GetColorEntry(2)[:3])
      print(*band.ReadAsArray()[1])
      """, folder.file("map.png"))
    #expect(words == ["4", "255", "221", "0", "3", "0", "1", "2", "3", "0", "1", "2", "3"])
    #expect(try folder.contents() == ["map.png"])
  }

  @Test func aScaleMakesEachPixelASquare() throws {
    let folder = try TemporaryFolder()
    var map = TinyMap(rows: 3, columns: 4, classes: 3)
    map.layout.scale = 5
    try map.write(to: folder.file("map.png"))
    let words = try python(
      """
      import sys, numpy
      from osgeo import gdal
      values = gdal.Open(sys.argv[1]).ReadAsArray()
      print(*values.shape, (values == numpy.kron(values[::5, ::5], numpy.ones((5, 5)))).all())
      print(*values[::5, ::5].flatten())
      """, folder.file("map.png"))
    #expect(Array(words.prefix(3)) == ["15", "20", "True"])
    #expect(words.dropFirst(3).compactMap { UInt16($0) } == map.labels.values)
  }

  @Test(arguments: [("a.tif", 2), ("a.png", 0), ("a.png", 65)])
  func aScaleThatCannotBeIsRefused(name: String, scale: Int) throws {
    let folder = try TemporaryFolder()
    var layout = TinyMap(rows: 2, columns: 2, classes: 2).layout
    layout.scale = scale
    #expect(throws: SceneError.self) { try makeMapWriter(path: folder.file(name), layout: layout) }
    #expect(try folder.contents().isEmpty)
  }

  /// From the least number, white, to the largest, black, above a scale with its ends; blue if there
  /// is none.
  @Test func aFieldStandsAboveItsScale() throws {
    let folder = try TemporaryFolder()
    let writer = try makeFieldWriter(
      path: folder.file("near.png"),
      layout: FieldLayout(rows: 1, columns: 4, name: "distance"))
    let values: [Float] = [2, 4, 3, .nan]
    try values.withUnsafeBufferPointer { try writer.write(rows: 0..<1, $0) }
    try writer.finish()
    let words = try python(
      """
      import sys, numpy
      from osgeo import gdal
      picture = gdal.Open(sys.argv[1])
      band = picture.GetRasterBand(1)
      values, table = band.ReadAsArray(), band.GetColorTable()
      for x in (0, 128, 256, 384): print(table.GetColorEntry(int(values[64, x]))[0])
      print(*values.shape, len(numpy.unique(values[128:])) > 150)
      """, folder.file("near.png"))
    #expect(words == ["255", "1", "128", "143", "169", "512", "True"])
  }

  @Test func threeHundredClassesAreTrueColour() throws {
    let folder = try TemporaryFolder()
    let map = TinyMap(rows: 45, columns: 9, classes: 300)
    try map.write(to: folder.file("map.png"))
    let words = try python(
      """
      import sys
      from osgeo import gdal
      print(*gdal.Open(sys.argv[1]).ReadAsArray()[:, 42, 6])
      """, folder.file("map.png"))
    let colour = map.layout.classes.colour(of: 300)
    #expect(words == ["\(colour.red)", "\(colour.green)", "\(colour.blue)"])
    let error = #expect(throws: SceneError.self) { try readClassMap(folder.file("map.png")) }
    #expect(error?.problem == "has 3 bands; a label map has 1")
  }

  @Test func confidenceIsAGreyPictureBesideTheMap() throws {
    let folder = try TemporaryFolder()
    try TinyMap(rows: 1, columns: 5, classes: 2, confidence: true).write(to: folder.file("a.png"))
    let words = try python(
      """
      import sys
      from osgeo import gdal
      print(*gdal.Open(sys.argv[1]).ReadAsArray()[0])
      """, folder.file("a.confidence.png"))
    // Classes 0 1 2 0 1; unclassified pixels have no confidence.
    #expect(words == ["0", "102", "153", "0", "255"])
  }
}
