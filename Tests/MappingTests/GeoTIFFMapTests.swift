import Foundation
import Mapping
import Scenes
import TestSupport
import Testing

/// GeoTIFF maps as GDAL sees them.
@Suite struct GeoTIFFMapTests {
  @Test func gdalinfoFindsAllThatAMapShouldSay() throws {
    let folder = try TemporaryFolder()
    let map = TinyMap(rows: 300, columns: 520, classes: 3)
    try map.write(to: folder.file("map.tif"))
    let info = try gdalinfo(folder.file("map.tif"))
    let band = try #require((info["bands"] as? [[String: Any]])?.first)

    #expect((info["bands"] as? [Any])?.count == 1)
    #expect(info["size"] as? [Int] == [520, 300])
    #expect(info["geoTransform"] as? [Double] == [500_000, 30, 0, 5_800_000, 0, -30])
    let crs = (info["coordinateSystem"] as? [String: Any])?["wkt"] as? String
    #expect(crs?.contains("WGS 84 / UTM zone 33N") == true)
    #expect(crs?.contains("ID[\"EPSG\",32633]") == true)
    let structure = (info["metadata"] as? [String: Any])?["IMAGE_STRUCTURE"] as? [String: String]
    #expect(structure?["COMPRESSION"] == "DEFLATE")

    #expect(band["type"] as? String == "Byte")
    #expect(band["block"] as? [Int] == [256, 256])
    #expect(band["noDataValue"] as? Double == 0)
    #expect(band["colorInterpretation"] as? String == "Palette")
    let palette = (band["colorTable"] as? [String: Any])?["entries"] as? [[Int]]
    #expect(
      palette?.prefix(4).map { $0 } == [
        // Transparent, for it is no data.
        [0, 0, 0, 0], [0x22, 0x33, 0xBB, 255], [0xFF, 0xDD, 0x00, 255], [0x88, 0x00, 0x11, 255],
      ])
    // What no class has is white and no black.
    #expect(palette?.dropFirst(4).allSatisfy { $0.prefix(3) == [255, 255, 255] } == true)
  }

  @Test func namesAndColoursAreInAnAttributeTable() throws {
    let folder = try TemporaryFolder()
    try TinyMap(rows: 4, columns: 4, classes: 2).write(to: folder.file("map.tif"))
    let words = try python(
      """
      import sys
      from osgeo import gdal
      raster = gdal.Open(sys.argv[1])
      table = raster.GetRasterBand(1).GetDefaultRAT()
      print(table.GetRowCount(), *[table.GetNameOfCol(c) for c in range(table.GetColumnCount())])
      print(*[table.GetValueAsString(1, c) for c in range(table.GetColumnCount())])
      """, folder.file("map.tif"))
    #expect(
      words == [
        "2", "Value", "Class", "Red", "Green", "Blue", "2", "Crop", "2,", "sown", "255", "221", "0",
      ])
  }

  @Test func aStyleForQGISLiesBesideTheMap() throws {
    let folder = try TemporaryFolder()
    var map = TinyMap(rows: 2, columns: 3, classes: 2)
    map.layout.classes.entries[1].name = "Rye & \"oats\" <mixed>"
    try map.write(to: folder.file("map.tif"))
    let words = try python(
      """
      import sys, xml.etree.ElementTree as tree
      renderer = tree.parse(sys.argv[1]).getroot().find("pipe/rasterrenderer")
      print(renderer.get("type"), renderer.get("band"))
      for entry in renderer.iter("paletteEntry"):
          print(entry.get("value"), entry.get("color"), entry.get("label").replace(" ", "~"))
      """, folder.file("map.qml"))
    #expect(
      words == [
        "paletted", "1", "1", "#2233bb", "Crop~1,~sown", "2", "#ffdd00",
        "Rye~&~\"oats\"~<mixed>",
      ])
  }

  @Test func namesAreInTheSidecarAndAnOldOneIsReplaced() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("map.tif")
    try "<PAMDataset><PAMRasterBand band=\"1\"><CategoryNames><Category>Stale</Category>"
      .appending("</CategoryNames></PAMRasterBand></PAMDataset>")
      .write(toFile: path + ".aux.xml", atomically: false, encoding: .utf8)
    try TinyMap(rows: 4, columns: 4, classes: 2).write(to: path)
    #expect(try folder.contents() == ["map.qml", "map.tif", "map.tif.aux.xml"])
    let text = String(decoding: try output(of: "/usr/bin/gdalinfo", [path]), as: UTF8.self)
    let lines = text.split(separator: "\n").map { $0.trimmingPrefix(while: \.isWhitespace) }
    let first = try #require(lines.firstIndex(of: "Categories:"))
    #expect(
      lines[(first + 1)...].prefix(3) == ["0: Unclassified", "1: Crop 1, sown", "2: Crop 2, sown"])
    #expect(!text.contains("Stale"))
  }

  @Test func confidenceIsAFloatRasterBesideTheMap() throws {
    let folder = try TemporaryFolder()
    let map = TinyMap(rows: 260, columns: 5, classes: 2, confidence: true)
    try map.write(to: folder.file("map.tif"))
    #expect(
      try folder.contents() == ["map.confidence.tif", "map.qml", "map.tif", "map.tif.aux.xml"])
    let values = try python(
      """
      import sys
      from osgeo import gdal
      raster = gdal.Open(sys.argv[1])
      band = raster.GetRasterBand(1)
      print(gdal.GetDataTypeName(band.DataType), band.GetNoDataValue(), raster.GetGeoTransform()[0])
      for value in band.ReadAsArray()[259]: print(float(value))
      """, folder.file("map.confidence.tif"))
    #expect(Array(values.prefix(3)) == ["Float32", "nan", "500000.0"])
    for column in 0..<5 {
      let expected = map.confidence(259, column)
      let found = try #require(Float(values[3 + column]))
      #expect(found == expected || (found.isNaN && expected.isNaN))
    }
  }

  @Test func aMapWithoutAPlaceOnEarthSaysNone() throws {
    let folder = try TemporaryFolder()
    try TinyMap(rows: 2, columns: 2, classes: 2, crs: nil).write(to: folder.file("map.tif"))
    #expect(try readClassMap(folder.file("map.tif")).georeference == nil)
  }
}
