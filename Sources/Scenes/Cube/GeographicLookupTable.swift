/// Where each pixel of a scene in sensor geometry belongs on the ground: for each cell of an
/// orthorectified grid, the pixel of the sensor's image that shows it.
///
/// As EMIT's L2A products carry it (`location/glt_x`, `location/glt_y`): pixels count from 1, 0
/// means that no pixel shows the cell, and a negative number that the cell was filled from its
/// neighbour's pixel, which is the absolute value.
public struct GeographicLookupTable: Equatable, Sendable {
  /// Rows and columns of the orthorectified grid.
  public var rows: Int
  public var columns: Int
  /// Column of the sensor's image for each cell, row by row.
  public var x: [Int32]
  /// Row of the sensor's image for each cell, row by row.
  public var y: [Int32]
  /// Where the orthorectified grid lies.
  public var georeference: Georeference

  /// - Parameters:
  ///   - rows: rows of the map.
  ///   - columns: columns of the map.
  ///   - x: `rows · columns` numbers; so has `y`.
  ///   - y: as many numbers as `x`.
  ///   - georeference: where the map lies.
  public init(rows: Int, columns: Int, x: [Int32], y: [Int32], georeference: Georeference) {
    precondition(
      x.count == rows * columns && y.count == rows * columns,
      "\(x.count) and \(y.count) places for \(rows)×\(columns)")
    self.rows = rows
    self.columns = columns
    self.x = x
    self.y = y
    self.georeference = georeference
  }

  /// The pixel of the sensor's image that a cell shows, 0-based; nil if none does.
  public func source(row: Int, column: Int) -> (row: Int, column: Int)? {
    let cell = row * columns + column
    guard x[cell] != 0, y[cell] != 0 else { return nil }
    return (Int(y[cell].magnitude) - 1, Int(x[cell].magnitude) - 1)
  }

  /// Whether a cell shows no pixel of its own, but one of its neighbours'.
  func isFilled(row: Int, column: Int) -> Bool {
    let cell = row * columns + column
    return x[cell] < 0 || y[cell] < 0
  }

  /// Holds the table to the image that it is of.
  ///
  /// - Throws: `SceneError` with the first cell that points outside of an image of this size.
  public func requireInside(imageRows: Int, imageColumns: Int, file: String) throws {
    for row in 0..<rows {
      for column in 0..<columns {
        guard let place = source(row: row, column: column) else { continue }
        guard place.row < imageRows, place.column < imageColumns else {
          throw SceneError(
            file: file, variable: "geographic lookup table",
            problem: "cell (row \(row), column \(column)) points to row \(place.row + 1), column "
              + "\(place.column + 1) of an image of \(imageRows)×\(imageColumns), counted from 1",
            remedy: "Take the table of the same product, uncropped")
        }
      }
    }
  }
}
