/// Looks for the coordinate variables of an array.
struct CoordinateFinder<File: AttributedArrays> {
  let file: File
  let array: String
  let rows: CFGeoreference.Dimension
  let columns: CFGeoreference.Dimension
  let stated: CFStatedGrid
  var remarks: [String] = []

  /// Nil if there are no coordinates that place the array.
  mutating func georeference() -> Georeference? {
    for (down, across) in candidates() {
      guard let system = system(for: [down, across]),
        let row = axis(down, rows, system, 1), let column = axis(across, columns, system, 0)
      else { continue }
      let isTurned =
        row.direction == .east && column.direction != .east
        || column.direction == .north && row.direction != .north
      if !isTurned, row.direction == .east || column.direction == .north { continue }
      let transform =
        isTurned
        ? [row.start, 0, row.step, column.start, column.step, 0]
        : [column.start, column.step, 0, row.start, 0, row.step]
      return Georeference(transform: transform, crs: system.crs)
    }
    return nil
  }

  /// Pairs of coordinate variables for rows and columns, the surest first.
  private func candidates() -> [(String, String)] {
    func known(_ name: String?) -> String? { name.flatMap { file.found($0, from: array) } }
    var pairs: [(String, String)] = []
    if let down = known(rows.name), let across = known(columns.name), down != across {
      pairs.append((down, across))
    }
    let listed = (file.text("coordinates", on: array) ?? "").split(separator: " ")
      .compactMap { file.found(String($0), from: array) }
    for down in listed {
      for across in listed where across != down && run(down, rows) && run(across, columns) {
        pairs.append((down, across))
      }
    }
    for (east, north) in zip(CFAxis.eastNames, CFAxis.northNames)
      + [("longitude", "latitude"), ("lon", "lat"), ("nav_lon", "nav_lat")]
    {
      for change in [{ $0 }, { $0.uppercased() }, { $0.prefix(1).uppercased() + $0.dropFirst() }]
        as [(String) -> String]
      {
        guard let east = file.found(change(east), from: array),
          let north = file.found(change(north), from: array)
        else { continue }
        pairs += [(north, east), (east, north)].filter { run($0.0, rows) && run($0.1, columns) }
      }
    }
    return pairs
  }

  /// Whether a variable is as long as a dimension, and not known to run along another.
  private func run(_ variable: String, _ dimension: CFGeoreference.Dimension) -> Bool {
    guard let shape = file.shape(of: variable), product(shape) == dimension.count else {
      return false
    }
    let own = file.dimensions(of: variable)
    guard let name = dimension.name, own.count == 1, let other = own[0] else { return true }
    return last(name) == last(other)
  }

  private func last(_ path: String) -> Substring { path.split(separator: "/").last ?? "" }

  /// The system that coordinates are in: the stated one, or longitude and latitude.
  private func system(for variables: [String]) -> CFSystem? {
    let isDegrees = variables.allSatisfy { variable in
      let units = file.text("units", on: variable)?.lowercased() ?? ""
      let standard = file.text("standard_name", on: variable) ?? ""
      if standard.hasPrefix("grid_l") { return false }
      return units.hasPrefix("degree") || standard == "longitude" || standard == "latitude"
        || (units.isEmpty && last(variable).lowercased().hasPrefix("l"))
    }
    guard isDegrees, !stated.system.isGeographic else { return stated.system }
    return CFSystem(crs: "EPSG:4326")
  }

  private mutating func axis(
    _ path: String, _ dimension: CFGeoreference.Dimension, _ system: CFSystem, _ place: Int
  ) -> CFAxis? {
    // The step of a single row or column is the stated one's, else that of square pixels.
    let fallback = stated.transform.map { place == 0 ? $0[1] : $0[5] }
    do {
      return try CFAxis(
        path, count: dimension.count, in: file, system: system, fallback: fallback)
    } catch CFAxisProblem.unusable(let problem) {
      let remark = "warning: \(path) \(problem): it does not place the array"
      if !remarks.contains(remark) { remarks.append(remark) }
    } catch {}
    return nil
  }

  /// The place by coordinates of two dimensions that lie on an even grid, turned or not.
  mutating func fromPlane() -> Georeference? {
    let names =
      (file.text("coordinates", on: array) ?? "").split(separator: " ").map(String.init)
      + zip(CFAxis.eastNames, CFAxis.northNames).flatMap { [$0, $1] }
    var seen: Set<String> = []
    var planes: [String] = []
    for name in names {
      guard let path = file.found(name, from: array), seen.insert(path).inserted,
        file.shape(of: path) == [rows.count, columns.count]
      else { continue }
      planes.append(path)
    }
    guard rows.count > 1, columns.count > 1, planes.count >= 2 else { return nil }
    guard let north = planes.first(where: { [self] in isNorth($0) }),
      let east = planes.first(where: { [self] in !isNorth($0) }),
      let system = system(for: [east, north]), let x = plane(east, system),
      let y = plane(north, system)
    else { return nil }
    let transform = [
      x.first - (x.across + x.down) / 2, x.across, x.down,
      y.first - (y.across + y.down) / 2, y.across, y.down,
    ]
    let pixel = max(abs(x.across), abs(x.down), abs(y.across), abs(y.down))
    guard transform[1] * transform[5] - transform[2] * transform[4] != 0,
      x.deviation <= 0.1 * pixel, y.deviation <= 0.1 * pixel
    else {
      remarks.append(
        "warning: \(east) and \(north) are not on an even grid: they do not place the array")
      return nil
    }
    return Georeference(transform: transform, crs: system.crs)
  }

  private func isNorth(_ path: String) -> Bool {
    let standard = file.text("standard_name", on: path) ?? ""
    return standard.contains("latitude") || standard.contains("_y_")
      || (standard.isEmpty && CFAxis.northNames.contains(last(path).lowercased()))
  }

  private struct Plane {
    var first = 0.0
    var across = 0.0
    var down = 0.0
    var deviation = Double.infinity
  }

  private func plane(_ path: String, _ system: CFSystem) -> Plane? {
    let units = file.text("units", on: path)?.lowercased().filter { !$0.isWhitespace } ?? ""
    guard let factor = try? system.factor(units: units, of: path),
      let values = file.physical(path), values.allSatisfy(\.isFinite)
    else { return nil }
    let (m, n) = (rows.count, columns.count)
    var plane = Plane(first: values[0] * factor)
    plane.across = (values[n - 1] - values[0]) * factor / Double(n - 1)
    plane.down = (values[(m - 1) * n] - values[0]) * factor / Double(m - 1)
    plane.deviation = 0
    for row in 0..<m {
      for column in 0..<n {
        let expected = plane.first + Double(row) * plane.down + Double(column) * plane.across
        plane.deviation = max(
          plane.deviation, abs(values[row * n + column] * factor - expected))
      }
    }
    return plane
  }
}
