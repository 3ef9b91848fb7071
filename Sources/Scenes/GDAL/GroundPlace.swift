internal import Foundation

/// Where a scene lies on Earth, in words and numbers for a reader.
public struct GroundPlace: Codable, Equatable, Sendable {
  /// Name of the coordinate reference system, such as "WGS 84 / UTM zone 32N".
  public var crs: String
  /// Its authority and code, such as "EPSG:32632"; nil if it has none.
  public var code: String?
  /// What the pixel grid is on the ground, in metres: from a column to the next, and from a row to
  /// the next, at the centre of the scene.
  public var columnMetres: Double
  public var rowMetres: Double
  /// Direction of north in a picture of the scene, in degrees clockwise from its upper edge.
  public var north: Double
  /// Geographic coordinates (WGS 84, degrees) of the centre of the scene.
  public var longitude: Double
  public var latitude: Double
  /// Map coordinates of the scene's edges in the unit of the CRS, if its grid is parallel to them:
  /// left, bottom, right, top.
  public var edges: [Double]?

  /// - Parameters:
  ///   - georeference: of the scene.
  ///   - rows: of the scene, from 1.
  ///   - columns: likewise.
  ///   - file: the file that an error names.
  /// - Returns: nil without a CRS, or one from which no way leads to longitude and latitude.
  public init?(of georeference: Georeference, rows: Int, columns: Int, file: String) {
    guard let crs = georeference.crs,
      let wkt = try? wellKnownText(of: crs, file: file),
      let name = try? referenceName(ofWKT: wkt, file: file)
    else { return nil }
    let t = georeference.transform
    let (column, row) = (Double(columns) / 2, Double(rows) / 2)
    // The centre, half a pixel on either side along the columns, and along the rows.
    let places = [(0, 0), (-0.5, 0), (0.5, 0), (0, -0.5), (0, 0.5)].map {
      (column + $0.0, row + $0.1)
    }
    var x = places.map { t[0] + $0.0 * t[1] + $0.1 * t[2] }
    var y = places.map { t[3] + $0.0 * t[4] + $0.1 * t[5] }
    do {
      try transformCoordinates(&x, &y, from: wkt, to: "EPSG:4326", file: file)
    } catch {
      return nil
    }
    guard (x + y).allSatisfy(\.isFinite), abs(y[0]) < 90 else { return nil }
    (self.crs, code) = (name.name, name.code)
    (longitude, latitude) = (x[0], y[0])
    let metres = Self.metresPerDegree(latitude: latitude)
    let along = { (from: Int, to: Int) in
      // A step over the date line is short, too.
      let east = (x[to] - x[from]).remainder(dividingBy: 360) * metres.east
      return (east: east, north: (y[to] - y[from]) * metres.north)
    }
    let (right, down) = (along(1, 2), along(3, 4))
    columnMetres = hypot(right.east, right.north)
    rowMetres = hypot(down.east, down.north)
    let area = right.east * down.north - right.north * down.east
    guard area != 0 else { return nil }
    // The step in columns and rows that leads straight to the north.
    let step = (column: -down.east / area, row: right.east / area)
    let angle = atan2(step.column, -step.row) * 180 / .pi
    north = angle == 0 ? 0 : angle
    if t[2] == 0, t[4] == 0 {
      let ends = (t[0] + Double(columns) * t[1], t[3] + Double(rows) * t[5])
      edges = [min(t[0], ends.0), min(t[3], ends.1), max(t[0], ends.0), max(t[3], ends.1)]
    }
  }

  /// Length of a degree of longitude and of latitude on the WGS 84 ellipsoid, in metres.
  private static func metresPerDegree(latitude: Double) -> (east: Double, north: Double) {
    let (a, squaredEccentricity) = (6_378_137.0, 0.006_694_379_990_14)
    let phi = latitude * .pi / 180
    let w = (1 - squaredEccentricity * sin(phi) * sin(phi)).squareRoot()
    return (
      a / w * cos(phi) * .pi / 180, a * (1 - squaredEccentricity) / (w * w * w) * .pi / 180
    )
  }
}
