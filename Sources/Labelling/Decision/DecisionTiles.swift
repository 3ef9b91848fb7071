internal import Synchronization

/// The tiles of a map that are in memory: those used last, up to a limit.
final class DecisionTiles: Sendable {
  struct Key: Hashable, Sendable {
    var level: Int
    var row: Int
    var column: Int
  }

  private struct State {
    var tiles: [Key: (tile: DecisionTile, used: Int)] = [:]
    var clock = 0
  }

  /// Bytes that tiles may take.
  static let most = 400 << 20

  let pixels: HalfPixels
  let grids: [Grid]
  private let most: Int
  private let state = Mutex(State())

  init(_ pixels: HalfPixels, most: Int = DecisionTiles.most) {
    self.pixels = pixels
    self.most = most
    grids = Grid.levels(rows: pixels.rows, columns: pixels.columns)
  }

  /// - Parameter classes: of the session, by which a tile's memory is judged.
  /// - Returns: nil if there is no such tile.
  func tile(_ key: Key, classes: Int) -> DecisionTile? {
    guard grids.indices.contains(key.level),
      let place = grids[key.level].tile(key.row, key.column)
    else { return nil }
    let found = state.withLock { state -> DecisionTile? in
      state.clock += 1
      state.tiles[key]?.used = state.clock
      return state.tiles[key]?.tile
    }
    if let found { return found }
    let made = DecisionTile(
      pixels, grid: grids[key.level], rows: place.rows, columns: place.columns)
    let room = max(8, most / DecisionTile.bytes(classes: classes))
    return state.withLock { state in
      // Another thread may have been faster.
      if let other = state.tiles[key]?.tile { return other }
      while state.tiles.count >= room,
        let oldest = state.tiles.min(by: { $0.value.used < $1.value.used })?.key
      {
        state.tiles[oldest] = nil
      }
      state.tiles[key] = (made, state.clock)
      return made
    }
  }

  /// The finest level that a whole map is made at: all pixels of a scene of up to a million or so.
  var wholeLevel: Int {
    grids.firstIndex { $0.rows * $0.columns <= 1_500_000 } ?? grids.count - 1
  }

  /// Tiles of a level.
  func keys(level: Int) -> [Key] {
    let grid = grids[level]
    return (0..<grid.tileRows).flatMap { row in
      (0..<grid.tileColumns).map { Key(level: level, row: row, column: $0) }
    }
  }
}
