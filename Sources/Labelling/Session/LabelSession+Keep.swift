internal import Foundation
package import Scenes
internal import Synchronization

/// Maps that the one of now is compared with.
extension LabelSession {
  /// Keeps the map as it is now, to be compared with later ones.
  public func keepMap() {
    guard let (points, tiles) = state.withLock({ points(&$0) }) else { return }
    let level = tiles.wholeLevel
    let grid = tiles.grids[level]
    var values = [UInt8](repeating: 0, count: grid.rows * grid.columns)
    for key in tiles.keys(level: level) {
      guard let tile = tiles.tile(key, classes: points.classes.count),
        let place = grid.tile(key.row, key.column)
      else { continue }
      let winner = tile.decide(points).winner
      for (index, row) in place.rows.enumerated() {
        let start = row * grid.columns + place.columns.lowerBound
        values.replaceSubrange(
          start..<(start + tile.columns),
          with: winner[(index * tile.columns)..<((index + 1) * tile.columns)])
      }
    }
    state.withLock { state in
      state.earlier = EarlierMap(
        level: level, rows: grid.rows, columns: grid.columns, values: values,
        palette: Palettes.classes(state.sheet.classes))
    }
    tell(.status)
  }

  /// Shows a map of a file as the earlier one.
  ///
  /// - Throws: `LabelError` if it is not as large as the scene.
  package func keep(_ map: LabelMap) throws {
    guard map.rows == scene.shape.rows, map.columns == scene.shape.columns else {
      throw LabelError(
        "the map has \(map.rows)×\(map.columns) pixels, the scene \(scene.shape.rows)×"
          + "\(scene.shape.columns)")
    }
    var palette: [[UInt8]] = [[0, 0, 0, 0]]
    for row in 1...max(1, min(255, map.classes.count)) {
      let colour = map.classes.colour(of: row)
      palette.append([colour.red, colour.green, colour.blue, 255])
    }
    state.withLock {
      $0.earlier = EarlierMap(
        level: 0, rows: map.rows, columns: map.columns,
        values: map.values.map { UInt8(min(255, $0)) }, palette: palette)
    }
    tell(.status)
  }

  public var hasEarlierMap: Bool { state.withLock { $0.earlier != nil } }
}
