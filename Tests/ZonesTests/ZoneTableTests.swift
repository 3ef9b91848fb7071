import Accuracy
import Foundation
import Mapping
import Scenes
import TestSupport
import Testing

@testable import Zones

@Suite struct ZoneTableTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let grid = Georeference(
    left: 500_000, top: 5_800_000, pixelSize: 10, crs: "EPSG:32633")

  /// Writes a map of 600 rows and 6 columns: of class 1 on the left, 2 on the right, 0 in row 0.
  private func writeMap(_ name: String, _ georeference: Georeference? = grid) throws -> String {
    let layout = MapLayout(
      rows: 600, columns: 6, classes: ClassTable(names: ["wood", "meadow"]),
      georeference: georeference)
    let writer = try makeMapWriter(path: folder.file(name), layout: layout)
    try (0..<3600).map { UInt16($0 < 6 ? 0 : $0 % 6 < 3 ? 1 : 2) }.withUnsafeBufferPointer {
      try writer.write(rows: 0..<600, classes: $0, confidence: nil)
    }
    try writer.finish()
    return folder.file(name)
  }

  /// Writes polygons with an attribute `owner`, each by its corners in pixels.
  private func writeZones(
    _ polygons: [(owner: String, ring: String)], crs: String = "EPSG:32633"
  ) throws -> String {
    let path = folder.file("zones-\(polygons.count).gpkg")
    _ = try output(
      of: "/usr/bin/python3",
      [
        "-c",
        """
        import sys
        from osgeo import ogr, osr
        path, crs, *rest = sys.argv[1:]
        system = osr.SpatialReference() if crs else None
        if crs: system.SetFromUserInput(crs)
        file = ogr.GetDriverByName('GPKG').CreateDataSource(path)
        layer = file.CreateLayer('parcels', system, ogr.wkbPolygon)
        layer.CreateField(ogr.FieldDefn('owner', ogr.OFTString))
        for owner, ring in zip(rest[::2], rest[1::2]):
          feature = ogr.Feature(layer.GetLayerDefn())
          if owner: feature['owner'] = owner
          points = [list(map(float, p.split(','))) for p in ring.split()]
          if crs: points = [[500000 + 10 * x, 5800000 - 10 * y] for x, y in points]
          text = ', '.join(f'{x} {y}' for x, y in points + points[:1])
          feature.SetGeometry(ogr.CreateGeometryFromWkt(f'POLYGON (({text}))'))
          layer.CreateFeature(feature)
        """, path, crs,
      ] + polygons.flatMap { [$0.owner, $0.ring] })
    return path
  }

  private func table(
    _ map: String, _ zones: String, by field: String? = nil, sample: ZoneSample? = nil
  ) throws -> ZoneTable {
    try ZoneTable(
      map: map, zones: ZoneLayer(zones, by: field), sample: { _ in sample },
      progress: { _, _ in }, isInterrupted: { false })
  }

  /// Two rectangles that share pixels, one of them over the border between strips of rows.
  private static let parcels = [
    ("ann", "0,0 4.4,0 4.4,2 0,2"), ("bob", "2,1 6,1 6,300.6 2,300.6"), ("ann", "1,1 5,1 5,3 1,3"),
  ]

  @Test(arguments: ["map.tif", "map.img", "map.h5", "map.nc"])
  func pixelsBelongToTheZoneOfTheirCentre(name: String) throws {
    let found = try table(writeMap(name), writeZones(Self.parcels))
    #expect(found.zones.map(\.pixels) == [[3, 1], [300, 900], [4, 4]])
    #expect(found.zones.map(\.unclassified) == [4, 0, 0])
    #expect(found.zones[1].areas == [30_000, 90_000])
    #expect(found.zones[1].shares == [0.25, 0.75])
    #expect(found.zones.map(\.name) == ["1", "2", "3"])
    #expect(found.whole.pixels == [1797, 1797] && found.whole.unclassified == 6)
  }

  /// A pixel in two polygons of one owner counts once.
  @Test func polygonsOfOneValueAreOneZone() throws {
    let found = try table(writeMap("map.tif"), writeZones(Self.parcels), by: "Owner")
    #expect(found.zones.map(\.name) == ["ann", "bob"])
    #expect(found.zones[0].pixels == [2 + 3, 2 + 2] && found.zones[0].unclassified == 4)
  }

  @Test func zonesAreReprojected() throws {
    let zones = try writeZones(Self.parcels)
    _ = try output(
      of: "/usr/bin/ogr2ogr", ["-t_srs", "EPSG:4326", folder.file("degrees.gpkg"), zones])
    let found = try table(writeMap("map.tif"), folder.file("degrees.gpkg"))
    #expect(found.zones.map(\.pixels) == [[3, 1], [300, 900], [4, 4]])
  }

  @Test func withoutAPlaceOnEarthTheRowIsY() throws {
    let found = try table(
      writeMap("map.png", nil), writeZones([("a", "0,0 3,0 3,2 0,2")], crs: ""))
    #expect(found.zones[0].pixels == [3, 0] && found.zones[0].areas == nil)
  }

  /// A degree at 60° north is half as wide as at the equator, so that equal counts are no equal areas.
  @Test func areasOfMapsInDegreesDifferByRow() throws {
    let map = try writeMap(
      "map.tif", Georeference(left: 10, top: 60.1, pixelSize: 0.1, crs: "EPSG:4326"))
    let zones = folder.file("two.geojson")
    try Data(
      #"""
      {"type": "FeatureCollection", "features": [
      {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates":
        [[[10, 60], [10.1, 60], [10.1, 59.9], [10, 59.9], [10, 60]]]}},
      {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates":
        [[[10, 0.2], [10.1, 0.2], [10.1, 0.1], [10, 0.1], [10, 0.2]]]}}]}
      """#.utf8
    ).write(to: URL(fileURLWithPath: zones))
    let found = try table(map, zones)
    let areas = found.zones.compactMap { $0.areas?[0] }
    // Width of a tenth of a degree times its height on the WGS 84 ellipsoid.
    #expect(found.zones.map { $0.pixels[0] } == [1, 1])
    #expect(abs(areas[1] - 11_131.95 * 11_057.43) < 2e3)
    #expect(areas[0] / areas[1] > 0.5 && areas[0] / areas[1] < 0.51)
  }

  @Test func whatLiesBeyondTheMapIsTold() throws {
    let found = try table(
      writeMap("map.tif"),
      writeZones([
        ("a", "4,2 9,2 9,4 4,4"), ("b", "0.1,1.1 0.4,1.1 0.4,1.4 0.1,1.4"),
        ("c", "20,2 25,2 25,4 20,4"), ("", "0,2 1,2 1,3 0,3"),
      ]))
    #expect(found.zones.map(\.isBeyond) == [true, false, true, false])
    #expect(found.zones.map(\.classified) == [4, 0, 0, 1])
    #expect(found.notes.contains { $0.contains("2 zones beyond") })
    #expect(found.notes.contains { $0.contains("no pixel's centre lies in 2 zones") })
  }

  @Test func faultsAreNamed() throws {
    let map = try writeMap("map.tif")
    let zones = try writeZones(Self.parcels)
    func problem(_ body: () throws -> ZoneTable) -> String {
      do { _ = try body() } catch { return "\(error)" }
      return ""
    }
    #expect(problem { try table(map, zones, by: "owned") }.contains("Did you mean `owner`?"))
    #expect(problem { try table(map, folder.file("none.gpkg")) }.contains("no such file"))
    #expect(problem { try table(map, "\(zones):fields") }.contains("there are parcels"))
    let away = try writeZones([("a", "90,90 95,90 95,95")])
    #expect(problem { try table(map, away) }.contains("lies outside of the map"))
    let bare = try writeZones([("a", "0,0 1,0 1,1"), ("b", "0,0 1,0 1,1")], crs: "")
    #expect(problem { try table(map, bare) }.contains("no coordinate reference system"))
    _ = try output(
      of: "/usr/bin/ogr2ogr",
      [
        "-nlt", "POINT", "-sql", "SELECT ST_Centroid(geom) FROM parcels", "-dialect", "SQLITE",
        folder.file("points.gpkg"), zones,
      ])
    #expect(problem { try table(map, folder.file("points.gpkg")) }.contains("Zones are polygons"))
  }

  /// 100 test pixels of class 1 as mapped, 20 of them truly 2; 100 of class 2, all right. Half of the
  /// map is of each, so that 40 % of it is truly of class 1 (Olofsson et al. 2014, equation 9).
  @Test func estimatesCorrectTheMapsErrors() throws {
    let pixels = (1...100).flatMap { row in [6 * row, 6 * row + 5] }
    var labels = LabelMap(
      rows: 600, columns: 6, values: Array(repeating: 0, count: 3600),
      classes: ClassTable(names: ["wood", "meadow"]))
    for pixel in pixels { labels.values[pixel] = pixel % 6 == 0 && pixel > 480 ? 2 : 1 }
    for pixel in pixels where pixel % 6 == 5 { labels.values[pixel] = 2 }
    let sample = ZoneSample(labels, pixels: pixels, source: "labels")
    let found = try table(
      writeMap("map.tif"),
      writeZones([("own", "0,1 6,1 6,101 0,101"), ("far", "0,300 6,300 6,400 0,400")]),
      sample: sample)
    let whole = try #require(found.whole.estimate)
    #expect(abs(whole[0].value - 0.4) < 1e-12 && abs(whole[1].value - 0.6) < 1e-12)
    #expect(found.zones.map(\.basis) == [.own, .map])
    let far = try #require(found.zones[1].estimate)
    #expect(abs(far[0].value - 0.4) < 1e-12)
    // W² p (1 − p) / (n − 1) = 0.25 · 0.16 / 99
    #expect(abs((far[0].standardError ?? 0) - (0.25 * 0.16 / 99).squareRoot()) < 1e-12)
    // The zone's own sample is corrected for being a third of its pixels.
    let own = try #require(found.zones[0].estimate)
    #expect(
      abs((own[0].standardError ?? 0) - (0.25 * 0.16 / 99 * (1 - 100.0 / 300)).squareRoot())
        < 1e-12)
  }

  @Test func tooFewTestPixelsGiveNoEstimate() throws {
    var labels = LabelMap(
      rows: 600, columns: 6, values: Array(repeating: 0, count: 3600),
      classes: ClassTable(names: ["wood", "meadow"]))
    for row in 1...40 { labels.values[6 * row] = 1 }
    for row in 1...9 { labels.values[6 * row + 5] = 2 }
    let found = try table(
      writeMap("map.tif"), writeZones([("wood", "0,1 3,1 3,101 0,101"), ("b", "0,1 6,1 6,2 0,2")]),
      sample: ZoneSample(labels, pixels: nil, source: "labels"))
    #expect(found.whole.estimate == nil)
    #expect(found.zones[0].estimate != nil && found.zones[1].estimate == nil)
    #expect(found.notes.contains { $0.contains("no estimate for 1 zone") })
  }

  @Test func tablesAreWritten() throws {
    let found = try table(writeMap("map.tif"), writeZones(Self.parcels))
    try found.write(folder.file("areas.csv"))
    let csv = try String(contentsOfFile: folder.file("areas.csv"), encoding: .utf8)
    let lines = csv.split(separator: "\n")
    #expect(lines[0].hasPrefix("zone,class,name,pixels,area_m2,share,"))
    #expect(lines[1] == "1,1,wood,3,300.0,0.75,,,,,,," && lines[3] == "1,,Unclassified,4,,,,,,,,,")
    try found.write(folder.file("areas.gpkg"))
    let text = String(
      decoding: try output(of: "/usr/bin/ogrinfo", ["-al", folder.file("areas.gpkg")]),
      as: UTF8.self)
    #expect(text.contains("Layer name: zones") && text.contains("Layer name: areas"))
    #expect(text.contains("main_name (String) = meadow") && text.contains("share_2 (Real) = 0.75"))
    #expect(text.contains("UTM zone 33N") && text.contains("MULTIPOLYGON (((500020 "))
  }
}
