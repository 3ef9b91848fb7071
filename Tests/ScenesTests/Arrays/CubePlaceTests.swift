import Foundation
import Scenes
import TestSupport
import Testing

/// Where a cube lies, by all that its file says of it.
@Suite("Cubes by their place") struct CubePlaceTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func open(
    _ mapping: [String: NetCDFArray.Attribute], ys: [Double] = Ground.ys,
    xs: [Double] = Ground.xs, axes: [NetCDFArray]? = nil,
    coordinates: String? = nil
  ) throws -> Scene {
    let path = folder.file("\(UUID()).nc")
    var attributes: [String: NetCDFArray.Attribute] = ["grid_mapping": .text("grid")]
    attributes["coordinates"] = coordinates.map { .text($0) }
    try NetCDFArray.write(
      [
        NetCDFArray(
          "cube", [Ground.band, ("y", ys.count), ("x", xs.count)], .float,
          (0..<4 * ys.count * xs.count).map(Double.init), attributes),
        NetCDFArray(
          "grid", [], .int, [0], mapping.merging(["crs_wkt": .text(Ground.crs)]) { a, _ in a }),
      ] + (axes ?? [Ground.axis("y", ys), Ground.axis("x", xs)]), to: path, isClassic: false)
    return try Scene.open(path)
  }

  @Test("Coordinates win over a GeoTransform that was left behind, with a warning")
  func stale() throws {
    let scene = try open(["GeoTransform": .text("499700 30 0 5800240 0 -30")])
    #expect(scene.georeference?.transform == Ground.transform)
    let said = scene.warnings().joined()
    for word in [
      "500000, 5800000", "499700, 5800240", "coordinates are used", "/grid@GeoTransform",
    ] {
      #expect(said.contains(word), "\(said)")
    }
    // A shift of half a pixel: coordinates are of centres.
    let half = try open(["GeoTransform": .text("500015 30 0 5799985 0 -30")])
    #expect(half.georeference?.transform == Ground.transform)
    #expect(!half.warnings().isEmpty)
    let agreeing = try open(["GeoTransform": .text("500000 30 0 5800000 0 -30")])
    #expect(agreeing.georeference?.transform == Ground.transform)
    #expect(agreeing.warnings().isEmpty)
  }

  @Test("Rows from the south lie where coordinates say, without a word against GDAL's attribute")
  func southFirst() throws {
    let scene = try open(
      ["GeoTransform": .text("500000 30 0 5800000 0 -30")], ys: Ground.ys.reversed())
    #expect(scene.georeference?.transform == [500_000, 30, 0, 5_799_820, 0, 30])
    #expect(scene.warnings().isEmpty)
  }

  @Test("Coordinates that are no place leave the attribute")
  func notCoordinates() throws {
    let stated = ["GeoTransform": NetCDFArray.Attribute.text("500000 30 0 5800000 0 -30")]
    let numbers = try open(
      stated, ys: (0..<6).map(Double.init), xs: (0..<5).map(Double.init))
    #expect(numbers.georeference?.transform == Ground.transform)
    let zeros = try open(
      stated, ys: Array(repeating: 0, count: 6), xs: Array(repeating: 0, count: 5))
    #expect(zeros.georeference?.transform == Ground.transform)
    let uneven = try open(stated, ys: [9, 8, 5, 3, 2, 1])
    #expect(uneven.georeference?.transform == Ground.transform)
    #expect(uneven.warnings().joined().contains("/y has uneven steps"))
  }

  @Test("Angles of a geostationary satellite become lengths by its height, or no place")
  func radians() throws {
    let step = 30.0 / 35_786_023
    let axes = [
      Ground.axis("y", (0..<6).map { 0.1 - Double($0) * step }, ["units": .text("rad")]),
      Ground.axis("x", (0..<5).map { 0.05 + Double($0) * step }, ["units": .text("radians")]),
    ]
    let placed = try open(
      ["perspective_point_height": .numbers([35_786_023], .double)], axes: axes)
    let t = try #require(placed.georeference?.transform)
    #expect(abs(t[1] - 30) < 1e-6 && abs(t[5] + 30) < 1e-6)
    #expect(abs(t[0] - (0.05 * 35_786_023 - 15)) < 1e-3)
    let unplaced = try open([:], axes: axes)
    #expect(unplaced.georeference == nil)
    #expect(unplaced.warnings().joined().contains("without the height of a satellite"))
  }

  @Test("Longitude and latitude, of one or of two dimensions, and in the attribute coordinates")
  func degrees() throws {
    let (lats, lons) = (
      (0..<6).map { 52 - 0.01 * Double($0) }, (0..<5).map { 13 + 0.02 * Double($0) }
    )
    let lines = [
      NetCDFArray("la", [Ground.y], .double, lats, ["units": .text("degrees_north")]),
      NetCDFArray("lo", [Ground.x], .double, lons, ["units": .text("degrees_east")]),
    ]
    let planes = [
      NetCDFArray(
        "lat", [Ground.y, Ground.x], .double, lats.flatMap { Array(repeating: $0, count: 5) },
        ["standard_name": .text("latitude"), "units": .text("degrees_north")]),
      NetCDFArray(
        "lon", [Ground.y, Ground.x], .double, lats.flatMap { _ in lons },
        ["standard_name": .text("longitude"), "units": .text("degrees_east")]),
    ]
    for (axes, names) in [(lines, "lo la"), (planes, "lon lat")] {
      let scene = try open([:], axes: axes, coordinates: names)
      let t = try #require(scene.georeference?.transform)
      for (one, other) in zip(t, [12.99, 0.02, 0, 52.005, 0, -0.01]) {
        #expect(abs(one - other) < 1e-9, "\(names) \(t)")
      }
      #expect(scene.georeference?.crs == "EPSG:4326")
    }
    // Bent as in sensor geometry: no grid.
    let bentLongitudes = (0..<30).map { pixel -> Double in
      let (row, column) = (Double(pixel / 5), Double(pixel % 5))
      return 13 + 0.02 * column + 0.004 * row * row
    }
    var bent = planes
    bent[1] = NetCDFArray(
      "lon", [Ground.y, Ground.x], .double, bentLongitudes,
      ["standard_name": .text("longitude"), "units": .text("degrees_east")])
    let sensor = try open([:], axes: bent, coordinates: "lon lat")
    #expect(sensor.georeference == nil)
    #expect(sensor.warnings().joined().contains("not on an even grid"))
  }

  @Test("Coordinates of two dimensions win over an attribute in the same system")
  func planeAgainstAttribute() throws {
    let planes = [
      NetCDFArray(
        "yc", [Ground.y, Ground.x], .double, Ground.ys.flatMap { Array(repeating: $0, count: 5) },
        ["standard_name": .text("projection_y_coordinate"), "units": .text("m")]),
      NetCDFArray(
        "xc", [Ground.y, Ground.x], .double, Ground.ys.flatMap { _ in Ground.xs },
        ["standard_name": .text("projection_x_coordinate"), "units": .text("m")]),
    ]
    let scene = try open(
      ["GeoTransform": .text("499700 30 0 5800240 0 -30")], axes: planes, coordinates: "xc yc")
    #expect(scene.georeference?.transform == Ground.transform)
    #expect(scene.warnings().joined().contains("499700, 5800240"))
  }
}
