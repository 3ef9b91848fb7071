import Foundation
import Scenes
import TestSupport
import Testing

/// Label rasters that other programs wrote.
@Suite struct LabelRasterTests {
  /// Runs a script that has `gdal`, `numpy` and `path`.
  private func make(_ path: String, _ script: String) throws {
    _ = try output(
      of: "/usr/bin/python3",
      ["-c", "import sys, numpy\nfrom osgeo import gdal\npath = sys.argv[1]\n" + script, path])
  }

  @Test func noDataBecomesUnlabelled() throws {
    let folder = try TemporaryFolder()
    try make(
      folder.file("a.tif"),
      """
      d = gdal.GetDriverByName("GTiff").Create(path, 3, 2, 1, gdal.GDT_Int32)
      d.GetRasterBand(1).SetNoDataValue(-9999)
      d.GetRasterBand(1).WriteArray(numpy.array([[-9999, 1, 2], [3, 0, 65535]]))
      """)
    let read = try readLabelRaster(folder.file("a.tif"))
    // Since −9999 means "no data", 0 is a class.
    #expect(read.labels.codes == [nil, 1, 2, 3, 0, 65_535])
    #expect(read.labels.values == [0, 2, 3, 4, 1, 5])
    #expect(!read.labels.classes.isNamed)
    #expect(
      read.notes.first?.contains("0 is a class of 1 pixel, since its no-data value is -9999")
        == true)
    #expect(read.georeference == nil)
  }

  @Test func namesAndPaletteBecomeClasses() throws {
    let folder = try TemporaryFolder()
    try make(
      folder.file("a.tif"),
      """
      d = gdal.GetDriverByName("GTiff").Create(path, 2, 1, 1, gdal.GDT_Byte)
      b = d.GetRasterBand(1)
      b.WriteArray(numpy.array([[1, 3]], dtype=numpy.uint8))
      b.SetCategoryNames(["none", "Wheat", ""])
      t = gdal.ColorTable()
      t.SetColorEntry(1, (10, 20, 30, 255))
      t.SetColorEntry(3, (40, 50, 60, 255))
      b.SetColorTable(t)
      d.SetGeoTransform([10, 2, 0, 20, 0, -2])
      """)
    let read = try readLabelRaster(folder.file("a.tif"))
    #expect(read.labels.classes.entries.map(\.name) == ["Wheat", "Class 3"])
    #expect(read.labels.classes.entries.map(\.code) == [1, 3])
    #expect(read.labels.classes.entries[0].colour == Colour(red: 10, green: 20, blue: 30))
    #expect(read.labels.classes.entries[1].colour == Colour(red: 40, green: 50, blue: 60))
    #expect(read.georeference == Georeference(left: 10, top: 20, pixelSize: 2, crs: nil))
  }

  @Test(arguments: ["1.5", "float('inf')"])
  func aValueThatIsNoClassCodeIsNamedWithItsPlace(_ value: String) throws {
    let folder = try TemporaryFolder()
    try make(
      folder.file("a.tif"),
      """
      d = gdal.GetDriverByName("GTiff").Create(path, 3, 2, 1, gdal.GDT_Float32)
      d.GetRasterBand(1).WriteArray(numpy.array([[0, 1, 2], [1, \(value), 1]]))
      """)
    let error = #expect(throws: SceneError.self) { try readLabelRaster(folder.file("a.tif")) }
    #expect(error?.problem.contains("at row 1, column 1") == true)
  }

  @Test func whatIsNoRasterOrHasManyBandsIsRefused() throws {
    let folder = try TemporaryFolder()
    try "hello".write(toFile: folder.file("a.tif"), atomically: false, encoding: .utf8)
    let text = #expect(throws: SceneError.self) { try readLabelRaster(folder.file("a.tif")) }
    #expect(text?.description.contains("not recognized") == true)
    let none = #expect(throws: SceneError.self) { try readLabelRaster(folder.file("none.tif")) }
    #expect(none?.description.contains("no such file") == true)
    try make(
      folder.file("b.tif"), "gdal.GetDriverByName('GTiff').Create(path, 3, 2, 4, gdal.GDT_Byte)")
    let bands = #expect(throws: SceneError.self) { try readLabelRaster(folder.file("b.tif")) }
    #expect(bands?.problem == "has 4 bands; a label map has 1")
  }

  @Test func aTruncatedRasterIsAnError() throws {
    let folder = try TemporaryFolder()
    try make(
      folder.file("a.tif"),
      """
      d = gdal.GetDriverByName("GTiff").Create(path, 300, 300, 1, gdal.GDT_Byte)
      d.GetRasterBand(1).Fill(1)
      d = None
      data = open(path, "rb").read()
      open(path, "wb").write(data[:len(data) // 2])
      """)
    #expect(throws: SceneError.self) { try readLabelRaster(folder.file("a.tif")) }
  }

  @Test func referenceSystemsAreKnownByCodeTextAndProjectionString() throws {
    let byCode = try wellKnownText(of: "EPSG:32633", file: "a")
    #expect(byCode.contains("WGS 84 / UTM zone 33N"))
    #expect(try wellKnownText(of: byCode, file: "a") == byCode)
    let projected = try wellKnownText(of: "+proj=utm +zone=33 +datum=WGS84", file: "a")
    #expect(projected.contains("Transverse_Mercator"))
    #expect(try axisUnit(ofWKT: byCode, file: "a") == .length("metre"))
    let degrees = try wellKnownText(of: "EPSG:4326", file: "a")
    #expect(try axisUnit(ofWKT: degrees, file: "a") == .degrees)
  }
}
