import Foundation
import Scenes
import TestSupport
import Testing

/// ENVI's regions of interest, as XML and as text.
@Suite struct ENVIRegionTests {
  private let utm = """
    PROJCS["WGS_1984_UTM_Zone_33N",GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID[\
    "WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",\
    0.0174532925199433]],PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",500000.0],\
    PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",15.0],PARAMETER["Scale_Factor",\
    0.9996],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]
    """

  /// Corners of a rectangle from column and row to column and row, in metres or in pixels.
  private func ring(_ c0: Int, _ r0: Int, _ c1: Int, _ r1: Int, isMap: Bool = true) -> String {
    [(c0, r0), (c1, r0), (c1, r1), (c0, r1), (c0, r0)].map { column, row in
      isMap ? "\(500_000 + 30 * column).0 \(5_800_000 - 30 * row).0" : "\(column).0 \(row).0"
    }.joined(separator: " ")
  }

  private func polygon(_ rings: String...) -> String {
    let line = { (text: String) in
      "<LinearRing><Coordinates>\n\(text)\n</Coordinates></LinearRing>"
    }
    return "<Polygon><Exterior>\(line(rings[0]))</Exterior>"
      + rings.dropFirst().map { "<Interior>\(line($0))</Interior>" }.joined() + "</Polygon>"
  }

  private func region(
    _ name: String, _ colour: String, _ shapes: String..., system: String? = nil
  ) -> String {
    """
    <Region name="\(name)" color="\(colour)"><GeometryDef><CoordSysStr>\
    \((system ?? utm).replacing("\"", with: "&quot;"))</CoordSysStr>\(shapes.joined())\
    </GeometryDef></Region>
    """
  }

  private func write(_ regions: String..., version: String = "1.1", head: String = "") throws -> (
    folder: TemporaryFolder, path: String
  ) {
    let folder = try TemporaryFolder()
    let path = folder.file("roi.xml")
    try """
    <?xml version="1.0" encoding="UTF-8"?>
    \(head)<RegionsOfInterest version="\(version)">
    \(regions.joined(separator: "\n"))
    </RegionsOfInterest>
    """.write(toFile: path, atomically: true, encoding: .utf8)
    return (folder, path)
  }

  @Test(arguments: ["1.0", "1.1"])
  func polygonsWithHolesKeepNamesAndColours(version: String) throws {
    let file = try write(
      region("Oak &amp; ash", "0,100,50", polygon(ring(1, 1, 6, 6), ring(2, 2, 4, 4))),
      region("Water", "0,0,255", polygon(ring(8, 2, 10, 4)), polygon(ring(80, 2, 90, 4))),
      version: version)
    let read = try onFixtureScene(file.path)
    var expected = [[String]](repeating: .init(repeating: "", count: 12), count: 10)
    for row in 1..<6 {
      for column in 1..<6 where !(2..<4 ~= row && 2..<4 ~= column) {
        expected[row][column] = "Oak & ash"
      }
    }
    for row in 2..<4 { for column in 8..<10 { expected[row][column] = "Water" } }
    #expect(read.labels.nameRows == expected)
    #expect(read.legend == ["Oak & ash #006432", "Water #0000ff"])
    let source = try #require(read.sources.first)
    #expect(source.format == "ENVI regions of interest (XML \(version))")
    #expect(source.classes.map(\.count) == [1, 2])
    #expect(source.classes.map(\.away) == [0, 1])
  }

  /// A scene with a place of its own takes them all the same: they count its pixels.
  @Test(arguments: [true, false])
  func withoutASystemCoordinatesCountPixels(hasPlace: Bool) throws {
    let file = try write(
      region("a", "1,2,3", polygon(ring(1, 2, 4, 3, isMap: false)), system: "none"))
    let read = try onFixtureScene(file.path, hasPlace: hasPlace)
    #expect(read.labels.counts() == [117, 3])
    #expect(read.labels.nameRows[2][1...3] == ["a", "a", "a"])
    #expect(read.sources[0].crs == "pixel")
  }

  @Test func whatIsNotReadIsNamed() throws {
    func problem(_ file: (folder: TemporaryFolder, path: String)) -> String {
      "\((#expect(throws: SceneError.self) { try onFixtureScene(file.path) })!)"
    }
    let pixels = try write(
      "<Region name=\"a\" color=\"1,2,3\"><PixelDef>1 2</PixelDef></Region>")
    #expect(problem(pixels).contains("is defined by <PixelDef>"))
    #expect(problem(pixels).contains("classification image"))
    let line = try write(region("a", "1,2,3", "<LineString></LineString>"))
    #expect(problem(line).contains("has a <LineString>"))
    let mixed = try write(
      region("a", "1,2,3", polygon(ring(1, 1, 2, 2))),
      region("b", "1,2,3", polygon(ring(1, 1, 2, 2, isMap: false)), system: "none"))
    #expect(problem(mixed).contains("another CRS"))
    let broken = try write(region("a", "1,2,3", polygon("500000 58 x 3 4 5")))
    #expect(problem(broken).contains("\"x\" is no number"))
    let infinite = try write(region("a", "1,2,3", polygon("1 2 3 4 nan 6 1 2")))
    #expect(problem(infinite).contains("has a coordinate that is nan"))
    let colour = try write(region("a", "1,2,300", polygon(ring(1, 1, 2, 2))))
    #expect(problem(colour).contains("has the colour \"1,2,300\""))
    #expect(problem(try write()).contains("has no region"))
  }

  /// Entities could name other files, or unfold into gigabytes.
  @Test func declarationsAreRefused() throws {
    let outer = try write(
      region("&x;", "1,2,3", polygon(ring(1, 1, 2, 2))),
      head: "<!DOCTYPE r [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>\n")
    let error = #expect(throws: SceneError.self) { try onFixtureScene(outer.path) }
    #expect(error?.problem.contains("<!DOCTYPE") == true)
  }

  @Test func millionsOfCornersAreRefusedAtOnce() throws {
    let corners = String(repeating: "500100.5 5799900.5 ", count: (1 << 20) + 1)
    let file = try write(region("a", "1,2,3", polygon(corners)))
    let error = #expect(throws: SceneError.self) { try onFixtureScene(file.path) }
    #expect(error?.problem.contains("more than 1048576 corners") == true)
  }

  private let text = """
    ; ENVI Output of ROIs (5.1) [Sat Nov 28 10:00:00 2026]
    ; Number of ROIs: 3
    ; File Dimension: 12 x 10
    ;
    ; ROI name: oak
    ; ROI rgb value: {255, 0, 0}
    ; ROI npts: 3
    ; ROI name: empty
    ; ROI rgb value: {0, 255, 0}
    ; ROI npts: 0
    ; ROI name: water
    ; ROI rgb value: {0, 0, 255}
    ; ROI npts: 2
    ;   ID    X    Y       Map X       Map Y   B1
         1    1    1    500015.0   5799985.0  104
         2    2    1    500045.0   5799985.0  104
         3    5    4    500135.0   5799895.0  104

         1   12   10    500345.0   5799715.0    9
         2    5    4    500135.0   5799895.0  104

    """

  @Test func pixelsOfATextCountFromOne() throws {
    let folder = try TemporaryFolder()
    try text.write(toFile: folder.file("roi.txt"), atomically: true, encoding: .utf8)
    let read = try onFixtureScene(folder.file("roi.txt"))
    #expect(read.labels.nameRows[0][0...2] == ["oak", "oak", ""])
    #expect(read.labels.nameRows[9][11] == "water")
    #expect(read.labels.counts() == [117, 2, 1])
    #expect(read.legend == ["oak #ff0000", "water #0000ff"])
    #expect(read.notes.contains { $0.contains("1 pixel of several regions") })
    #expect(read.notes.contains { $0.contains("no pixel is listed of empty") })
  }

  @Test func aTextOfAnotherImageIsRefused() throws {
    let folder = try TemporaryFolder()
    func problem(_ text: String) throws -> String {
      try text.write(toFile: folder.file("roi.txt"), atomically: true, encoding: .utf8)
      return "\((#expect(throws: SceneError.self) { try onFixtureScene(folder.file("roi.txt")) })!)"
    }
    #expect(try problem(text.replacing("12 x 10", with: "13 x 10")).contains("10×13"))
    #expect(try problem(text.replacing("npts: 2", with: "npts: 3")).contains("lists 5 pixels"))
    #expect(
      try problem(text.replacing("     1   12   10", with: "     1   13   10")).contains("x 13"))
    #expect(
      try problem(text.replacing("     1   12   10", with: "     1   12.5 10")).contains("line 19"))
  }

  @Test func theClassicFormIsRefusedWithAWayOut() throws {
    let folder = try TemporaryFolder()
    try Data([0, 1, 2, 3, 0, 0]).write(to: URL(fileURLWithPath: folder.file("a.roi")))
    let error = #expect(throws: SceneError.self) { try onFixtureScene(folder.file("a.roi")) }
    #expect(error?.remedy?.contains("save it as XML") == true)
  }
}
