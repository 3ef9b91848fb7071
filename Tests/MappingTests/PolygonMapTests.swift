import Foundation
import Mapping
import Scenes
import TestSupport
import Testing

/// Polygons as OGR reads them.
@Suite struct PolygonMapTests {
  private func write(
    _ values: [UInt16], columns: Int, georeference: Georeference?, to path: String
  ) throws {
    let layout = MapLayout(
      rows: values.count / columns, columns: columns,
      classes: ClassTable(names: ["Wood", "Meadow, wet"]), georeference: georeference)
    let writer = try makeMapWriter(path: path, layout: layout)
    try values.withUnsafeBufferPointer {
      try writer.write(rows: 0..<layout.rows, classes: $0, confidence: nil)
    }
    try writer.finish()
  }

  private func features(_ path: String) throws -> [String] {
    try python(
      """
      import sys
      from osgeo import ogr
      file = ogr.Open(sys.argv[1])
      layer = file.GetLayer(0)
      rows = []
      for f in layer:
        rows.append((f['class'], f['name'].replace(' ', '_'), round(f['area'], 3),
          f.GetGeometryRef().GetGeometryName()))
      for row in sorted(rows): print(*row)
      """, path)
  }

  @Test func patchesHaveClassNameAndArea() throws {
    let folder = try TemporaryFolder()
    try write(
      [1, 1, 0, 2, 0, 0, 0, 1, 2], columns: 3,
      georeference: Georeference(left: 500_000, top: 5_800_000, pixelSize: 30, crs: "EPSG:32633"),
      to: folder.file("map.gpkg"))
    #expect(try folder.contents() == ["map.gpkg"])
    #expect(
      try features(folder.file("map.gpkg")) == [
        "1", "Wood", "900.0", "POLYGON", "1", "Wood", "1800.0", "POLYGON",
        "2", "Meadow,_wet", "900.0", "POLYGON", "2", "Meadow,_wet", "900.0", "POLYGON",
      ])
    let text = String(
      decoding: try output(of: "/usr/bin/ogrinfo", ["-so", "-al", folder.file("map.gpkg")]),
      as: UTF8.self)
    #expect(text.contains("UTM zone 33N"))
    #expect(text.contains("Extent: (500000.000000, 5799910.000000) - (500090.000000, 5800000.0"))
  }

  /// A cell of one degree at the equator has 12 309 km², one at 60° north 6 188 km² (WGS 84).
  @Test(arguments: [(1.0, 12_308.778), (61.0, 6_107.574)])
  func areasOfMapsInDegreesAreThoseOnTheEllipsoid(top: Double, squareKilometres: Double) throws {
    let folder = try TemporaryFolder()
    try write(
      [1], columns: 1,
      georeference: Georeference(left: 10, top: top, pixelSize: 1, crs: "EPSG:4326"),
      to: folder.file("map.gpkg"))
    let area = try #require(Double(try features(folder.file("map.gpkg"))[2]))
    #expect(abs(area / 1e6 - Self.cell(south: top - 1)) < 0.01)
    #expect(abs(area / 1e6 - squareKilometres) < 0.02 * squareKilometres)
  }

  /// Area in km² of a cell of 1° × 1°, by the closed formula of the ellipsoid's zone.
  private static func cell(south: Double) -> Double {
    let (a, f) = (6378.137, 1 / 298.257_223_563)
    let e2 = f * (2 - f)
    let e = e2.squareRoot()
    func zone(_ degrees: Double) -> Double {
      let s = sin(degrees * .pi / 180)
      return s / (1 - e2 * s * s) + log((1 + e * s) / (1 - e * s)) / (2 * e)
    }
    return a * a * (1 - e2) / 2 * (zone(south + 1) - zone(south)) * .pi / 180
  }

  @Test func withoutAPlaceOnEarthAreaCountsPixels() throws {
    let folder = try TemporaryFolder()
    try write([1, 1, 1, 0], columns: 2, georeference: nil, to: folder.file("map.gpkg"))
    #expect(try features(folder.file("map.gpkg")) == ["1", "Wood", "3.0", "POLYGON"])
  }

  @Test func anIncompleteMapLeavesNothing() throws {
    let folder = try TemporaryFolder()
    let map = TinyMap(rows: 9, columns: 4, classes: 2)
    let writer = try makeMapWriter(path: folder.file("map.gpkg"), layout: map.layout)
    try map.writeStrips(to: writer, height: 4, upTo: 8)
    #expect(throws: (any Error).self) { try writer.finish() }
    #expect(try folder.contents().isEmpty)
  }
}
