/// The places of pixels along one dimension of an array, from a coordinate variable after CF: even
/// steps, in the units of the coordinate reference system.
struct CFAxis {
  enum Direction: Equatable { case east, north }

  /// The coordinate variable.
  var path: String
  /// Nil if neither its attributes nor its name tell.
  var direction: Direction?
  /// Whether it counts degrees of longitude or latitude.
  var isDegrees: Bool
  /// The edge before the first pixel, half a step before its centre.
  var start: Double
  var step: Double
}

/// Why a coordinate variable cannot place an array.
enum CFAxisProblem: Error {
  /// It is no list of that length, was never written, or counts pixels.
  case noCoordinate
  /// What is wrong with it, as in "has uneven steps".
  case unusable(String)
}

extension CFAxis {
  static let eastNames = [
    "x", "easting", "eastings", "lon", "longitude", "long", "lng", "nav_lon",
    "projection_x_coordinate", "xdim", "xc",
  ]
  static let northNames = [
    "y", "northing", "northings", "lat", "latitude", "nav_lat", "projection_y_coordinate", "ydim",
    "yc",
  ]

  /// - Parameters:
  ///   - path: a coordinate variable.
  ///   - count: pixels along the dimension.
  ///   - system: of the array, whose units the result has.
  ///   - fallback: the step of an axis of one pixel, which has none of its own.
  /// - Throws: `CFAxisProblem`.
  init(
    _ path: String, count: Int, in file: some AttributedArrays, system: CFSystem,
    fallback: Double? = nil
  ) throws {
    guard var values = file.list(path, count: count) else { throw CFAxisProblem.noCoordinate }
    self.path = path
    let units = file.text("units", on: path)?.lowercased().filter { !$0.isWhitespace } ?? ""
    let standard = file.text("standard_name", on: path) ?? ""
    direction = Self.direction(of: path, standard: standard, units: units, in: file)
    isDegrees = Self.countsDegrees(path, standard: standard, units: units, in: file)
    guard let first = values.first, let last = values.last,
      // A dimension without places of its own is stored as zeros, or never written.
      count == 1 || values.contains(where: { $0 != first }),
      !Self.countsPixels(values, units: units, standard: standard)
    else { throw CFAxisProblem.noCoordinate }
    guard values.allSatisfy(\.isFinite) else {
      throw CFAxisProblem.unusable("has values that are no number")
    }
    if isDegrees, direction != .north { Self.unwrap(&values) }
    let factor = try system.factor(units: isDegrees ? "degrees" : units, of: path)
    let step = count == 1 ? fallback : (values[count - 1] - values[0]) / Double(count - 1) * factor
    guard let step, step != 0, step.isFinite else { throw CFAxisProblem.noCoordinate }
    // Places in single precision are rounded to a part in 2²⁴ of their size.
    let rounding = max(abs(first), abs(last)) * abs(factor) / Double(1 << 23)
    let tolerance = max(abs(step) * 1e-2, min(rounding, abs(step) * 0.25))
    for (index, value) in values.enumerated()
    where abs((value - values[0]) * factor - Double(index) * step) > tolerance {
      throw CFAxisProblem.unusable("has uneven steps")
    }
    self.step = step
    start = values[0] * factor - step / 2
    if let edge = Self.edge(of: path, count: count, in: file) {
      let stated = edge * factor
      if abs(stated - start) <= abs(step) * 0.51 { start = stated }
    }
  }

  private static func direction(
    of path: String, standard: String, units: String, in file: some AttributedArrays
  ) -> Direction? {
    switch standard {
    case "projection_x_coordinate", "longitude", "grid_longitude",
      "projection_x_angular_coordinate":
      return .east
    case "projection_y_coordinate", "latitude", "grid_latitude", "projection_y_angular_coordinate":
      return .north
    default: break
    }
    if units.hasPrefix("degree"), units.hasSuffix("east") || units.hasSuffix("_e") { return .east }
    if units.hasPrefix("degree"), units.hasSuffix("north") || units.hasSuffix("_n") {
      return .north
    }
    switch file.text("axis", on: path)?.uppercased() {
    case "X": return .east
    case "Y": return .north
    default: break
    }
    let name = (path.split(separator: "/").last ?? "").lowercased()
    return eastNames.contains(name) ? .east : northNames.contains(name) ? .north : nil
  }

  private static func countsDegrees(
    _ path: String, standard: String, units: String, in file: some AttributedArrays
  ) -> Bool {
    if standard.hasPrefix("grid_l") { return false }
    if units.hasPrefix("degree") || ["longitude", "latitude"].contains(standard) { return true }
    let name = (path.split(separator: "/").last ?? "").lowercased()
    return units.isEmpty && (name.hasPrefix("lon") || name.hasPrefix("lat"))
  }

  /// Whether the values are the numbers of pixels, from 0 or 1 in steps of 1, and not said to be
  /// lengths or angles.
  private static func countsPixels(_ values: [Double], units: String, standard: String) -> Bool {
    guard standard.isEmpty, ["", "1", "pixel", "pixels", "count", "none"].contains(units),
      let least = values.min(), [0, 0.5, 1].contains(least)
    else { return false }
    return zip(values, values.dropFirst()).allSatisfy { abs($1 - $0) == 1 }
  }

  /// Longitudes without a jump, from −180 to 180 if they fit.
  private static func unwrap(_ values: inout [Double]) {
    for index in values.indices.dropFirst() {
      while values[index] - values[index - 1] > 180 { values[index] -= 360 }
      while values[index] - values[index - 1] < -180 { values[index] += 360 }
    }
    if let least = values.min(), least >= 180 {
      for index in values.indices { values[index] -= 360 }
    }
  }

  /// The outer edge of the first cell, where CF's `bounds` state the cells.
  private static func edge(
    of path: String, count: Int, in file: some AttributedArrays
  ) -> Double? {
    guard let name = file.text("bounds", on: path), let bounds = file.found(name, from: path),
      file.shape(of: bounds) == [count, 2], let values = file.physical(bounds),
      values.allSatisfy(\.isFinite)
    else { return nil }
    let isAscending = count == 1 ? values[0] < values[1] : values[0] < values[2]
    return isAscending ? min(values[0], values[1]) : max(values[0], values[1])
  }
}
