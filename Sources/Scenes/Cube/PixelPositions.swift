/// Where the centre of each pixel of an image in sensor geometry lies, row by row, in degrees on
/// WGS 84; what is no such place (fill, NaN) is a pixel of unknown place.
package struct PixelPositions {
  let rows: Int
  let columns: Int
  let longitudes: [Double]
  let latitudes: [Double]

  package init(rows: Int, columns: Int, longitudes: [Double], latitudes: [Double]) {
    precondition(
      longitudes.count == rows * columns && latitudes.count == longitudes.count,
      "\(longitudes.count) and \(latitudes.count) positions for \(rows)×\(columns)")
    self.rows = rows
    self.columns = columns
    self.longitudes = longitudes
    self.latitudes = latitudes
  }

  /// The places in another coordinate reference system; not finite where unknown.
  ///
  /// - Throws: `SceneError` if there is no way into it.
  func projected(to crs: String, file: String) throws -> (x: [Double], y: [Double]) {
    let isKnown = { (index: Int) in
      abs(latitudes[index]) <= 90 && abs(longitudes[index]) <= 360
    }
    var x = longitudes.indices.map { isKnown($0) ? longitudes[$0] : .nan }
    var y = latitudes.indices.map { isKnown($0) ? latitudes[$0] : .nan }
    try transformCoordinates(&x, &y, from: "EPSG:4326", to: crs, file: file)
    return (x, y)
  }
}

extension GeographicLookupTable {
  /// The table of an image whose pixels' positions are known: a cell of the grid shows the pixel in
  /// whose footprint its centre lies, and of several the nearest. A footprint reaches half of the
  /// way to the neighbouring pixels, and a twentieth more, which closes what is open between
  /// footprints that are not quite parallel.
  ///
  /// - Parameters:
  ///   - rows: of the grid; likewise `columns`.
  ///   - georeference: the grid's six coefficients (GDAL) and its coordinate reference system.
  ///   - variable: what states the grid, for errors.
  /// - Throws: `SceneError` if it is no grid, or has 64 cells and more for each pixel.
  package init(
    positions: PixelPositions, rows: Int, columns: Int, georeference: ([Double], String),
    file: String, variable: String
  ) throws {
    let (t, crs) = georeference
    let cells = rows > 0 && columns > 0 ? product([rows, columns]) : nil
    guard let cells, cells / 64 <= max(64, positions.latitudes.count), t.count == 6,
      t.allSatisfy(\.isFinite), case let determinant = t[1] * t[5] - t[2] * t[4],
      determinant.isNormal
    else {
      throw SceneError(
        file: file, variable: variable,
        problem: "is no grid for an image of \(positions.rows)×\(positions.columns): "
          + "\(rows)×\(columns) cells, geotransform \(t)",
        remedy: "The file is damaged; fetch it again")
    }
    var (across, down) = try positions.projected(to: crs, file: file)
    for index in across.indices {
      let (dx, dy) = (across[index] - t[0], down[index] - t[3])
      across[index] = (t[5] * dx - t[2] * dy) / determinant
      down[index] = (t[1] * dy - t[4] * dx) / determinant
    }
    var (x, y) = ([Int32](repeating: 0, count: cells), [Int32](repeating: 0, count: cells))
    var nearest = [Double](repeating: .infinity, count: cells)
    for row in 0..<positions.rows {
      for column in 0..<positions.columns {
        guard
          let footprint = Footprint(
            across, down, row: row, column: column, rows: positions.rows,
            columns: positions.columns)
        else { continue }
        footprint.forEachCell(rows: rows, columns: columns) { cell, distance in
          guard distance < nearest[cell] else { return }
          nearest[cell] = distance
          (x[cell], y[cell]) = (Int32(column + 1), Int32(row + 1))
        }
      }
    }
    self.init(
      rows: rows, columns: columns, x: x, y: y, georeference: Georeference(transform: t, crs: crs))
  }
}

/// The parallelogram of a grid that a pixel of an image in sensor geometry covers, in cells.
private struct Footprint {
  let centre: (x: Double, y: Double)
  /// The ways to the next column and to the next row of the image.
  let columnStep: (x: Double, y: Double)
  let rowStep: (x: Double, y: Double)

  /// Nil if the place of the pixel or of all its neighbours along one axis is unknown, or the
  /// image is torn there: neighbours are 16 cells apart and more.
  init?(
    _ x: [Double], _ y: [Double], row: Int, column: Int, rows: Int, columns: Int
  ) {
    func place(_ row: Int, _ column: Int) -> (x: Double, y: Double)? {
      guard 0..<rows ~= row, 0..<columns ~= column else { return nil }
      let index = row * columns + column
      return x[index].isFinite && y[index].isFinite ? (x[index], y[index]) : nil
    }
    guard let centre = place(row, column) else { return nil }
    func step(_ before: (x: Double, y: Double)?, _ after: (x: Double, y: Double)?)
      -> (x: Double, y: Double)?
    {
      guard before != nil || after != nil else { return nil }
      let (from, to) = (before ?? centre, after ?? centre)
      let share = before == nil || after == nil ? 1.0 : 0.5
      let step = (x: (to.x - from.x) * share, y: (to.y - from.y) * share)
      return abs(step.x) < 16 && abs(step.y) < 16 ? step : nil
    }
    guard let columnStep = step(place(row, column - 1), place(row, column + 1)),
      let rowStep = step(place(row - 1, column), place(row + 1, column))
    else { return nil }
    (self.centre, self.columnStep, self.rowStep) = (centre, columnStep, rowStep)
  }

  /// Calls `body` with each cell whose centre lies in it, and the square of its distance.
  func forEachCell(rows: Int, columns: Int, _ body: (_ cell: Int, _ distance: Double) -> Void) {
    let determinant = columnStep.x * rowStep.y - rowStep.x * columnStep.y
    guard determinant.isNormal else { return }
    let half = 0.55
    let (width, height) = (
      half * (abs(columnStep.x) + abs(rowStep.x)), half * (abs(columnStep.y) + abs(rowStep.y))
    )
    // A cell's centre lies half a cell right of and below its corner.
    func range(_ middle: Double, _ reach: Double, _ count: Int) -> Range<Int>? {
      let first = max(0, (middle - reach - 0.5).rounded(.up))
      let last = min(Double(count - 1), (middle + reach - 0.5).rounded(.down))
      return first <= last ? Int(first)..<Int(last) + 1 : nil
    }
    guard let rowRange = range(centre.y, height, rows),
      let columnRange = range(centre.x, width, columns)
    else { return }
    for row in rowRange {
      for column in columnRange {
        let (dx, dy) = (Double(column) + 0.5 - centre.x, Double(row) + 0.5 - centre.y)
        let along = (dx * rowStep.y - dy * rowStep.x) / determinant
        let down = (dy * columnStep.x - dx * columnStep.y) / determinant
        guard abs(along) <= half, abs(down) <= half else { continue }
        body(row * columns + column, dx * dx + dy * dy)
      }
    }
  }
}
