/// A rectangle of a cube in some of its bands.
public struct CubeWindow: Equatable, Sendable, CustomStringConvertible {
  /// Rows from the top, 0-based.
  public var rows: Range<Int>
  /// Columns from the left, 0-based.
  public var columns: Range<Int>
  /// Bands wanted, 0-based, in the order wanted.
  public var bands: [Int]

  public init(rows: Range<Int>, columns: Range<Int>, bands: [Int]) {
    self.rows = rows
    self.columns = columns
    self.bands = bands
  }

  /// The window that covers a whole cube.
  public init(whole shape: CubeShape) {
    self.init(rows: 0..<shape.rows, columns: 0..<shape.columns, bands: Array(0..<shape.bands))
  }

  /// Values in the window, rows × columns × bands.
  public var count: Int { rows.count * columns.count * bands.count }

  /// Whether every row, column and band lies in a cube of this shape.
  public func fits(_ shape: CubeShape) -> Bool {
    rows.lowerBound >= 0 && rows.upperBound <= shape.rows
      && columns.lowerBound >= 0 && columns.upperBound <= shape.columns
      && bands.allSatisfy { $0 >= 0 && $0 < shape.bands }
  }

  public var description: String {
    "rows \(rows) × columns \(columns) × \(bands.count) bands"
  }
}
