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
    #expect(words == ["4", "60", "180", "75", "3", "0", "1", "2", "3", "0", "1", "2", "3"])
    #expect(try folder.contents() == ["map.png"])
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
