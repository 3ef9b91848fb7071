/// A scene thinned out: every 2^level-th pixel of it, in tiles of 256 × 256.
public struct Grid: Hashable, Sendable {
  public static let side = 256

  public let level: Int
  /// Pixels of the thinned scene.
  public let rows: Int
  public let columns: Int
  private let sceneRows: Int
  private let sceneColumns: Int

  public init(rows: Int, columns: Int, level: Int) {
    (sceneRows, sceneColumns, self.level) = (rows, columns, level)
    self.rows = (rows + (1 << level) - 1) >> level
    self.columns = (columns + (1 << level) - 1) >> level
  }

  public var step: Int { 1 << level }
  public var tileRows: Int { (rows + Self.side - 1) / Self.side }
  public var tileColumns: Int { (columns + Self.side - 1) / Self.side }

  /// The levels of a scene, the last of which is one tile.
  public static func levels(rows: Int, columns: Int) -> [Grid] {
    var grids = [Grid(rows: rows, columns: columns, level: 0)]
    while let last = grids.last, last.tileRows * last.tileColumns > 1 {
      grids.append(Grid(rows: rows, columns: columns, level: last.level + 1))
    }
    return grids
  }

  /// Rows and columns of a tile in the thinned scene; nil if there is no such tile.
  func tile(_ row: Int, _ column: Int) -> (rows: Range<Int>, columns: Range<Int>)? {
    guard 0..<tileRows ~= row, 0..<tileColumns ~= column else { return nil }
    let (top, left) = (row * Self.side, column * Self.side)
    return (top..<min(top + Self.side, rows), left..<min(left + Self.side, columns))
  }

  /// The line of the scene that a row stands for: one in the middle of its step.
  func sceneRow(_ row: Int) -> Int { min(sceneRows - 1, row * step + step / 2) }
  func sceneColumn(_ column: Int) -> Int { min(sceneColumns - 1, column * step + step / 2) }
}
