/// A map that is looked at beside the one that is made: one that was kept, or a file.
struct EarlierMap: Sendable {
  let level: Int
  let rows: Int
  let columns: Int
  /// Places in the palette.
  let values: [UInt8]
  let palette: [[UInt8]]

  func tile(_ grid: Grid, _ rows: Range<Int>, _ columns: Range<Int>) -> [UInt8] {
    rows.flatMap { row in
      let line = min(self.rows - 1, grid.sceneRow(row) >> level) * self.columns
      return columns.map { values[line + min(self.columns - 1, grid.sceneColumn($0) >> level)] }
    }
  }
}
