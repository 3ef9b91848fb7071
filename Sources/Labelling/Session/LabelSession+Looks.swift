internal import CPixels
internal import Foundation
internal import Scenes
internal import Synchronization

/// What the page shows of a session.
extension LabelSession {
  /// What a tile may show.
  public enum Layer: String, Sendable, CaseIterable {
    /// The class of every pixel.
    case map
    /// What was painted.
    case labels
    /// How much nearer the class is than the next.
    case confidence
    /// How unlike anything labelled.
    case unlike
    /// Where the nearest labelled pixel and the nearest class mean say different classes.
    case disagreement
    /// A map that was kept.
    case earlier
  }

  /// The levels that tiles come in.
  public var grids: [Grid] { pictures.grids }

  /// What can be shown of the scene.
  public var presets: [BandPreset] { SceneTiles.presets(of: scene) }

  /// A tile of the scene in false colour, as PNG; nil if there is none, or no features yet.
  public func sceneTile(
    level: Int, row: Int, column: Int, bands: [Int], stretch: Stretch
  ) throws -> [UInt8]? {
    guard bands.isEmpty || bands.count == 3,
      bands.allSatisfy({ 0..<scene.cube.shape.bands ~= $0 })
    else { return nil }
    return try pictures.png(
      DecisionTiles.Key(level: level, row: row, column: column), bands: bands, stretch: stretch,
      pixels: state.withLock { $0.tiles?.pixels })
  }

  /// A tile of a layer, as PNG; nil if there is none.
  public func tile(_ layer: Layer, level: Int, row: Int, column: Int) throws -> [UInt8]? {
    guard grids.indices.contains(level), let place = grids[level].tile(row, column) else {
      return nil
    }
    let (height, width) = (place.rows.count, place.columns.count)
    func png(_ indices: [UInt8], _ palette: [[UInt8]]) throws -> [UInt8] {
      try TilePicture.png(indices: indices, width: width, height: height, palette: palette)
    }
    let key = DecisionTiles.Key(level: level, row: row, column: column)
    let classes = state.withLock { $0.sheet.classes }
    if layer == .labels { return try png(sheetTile(key, place), Palettes.classes(classes)) }
    if layer == .earlier {
      guard let earlier = state.withLock({ $0.earlier }) else { return nil }
      return try png(
        earlier.tile(grids[level], place.rows, place.columns), earlier.palette)
    }
    guard let decided = decided(key) else {
      return try png(Array(repeating: 0, count: height * width), [[0, 0, 0, 0]])
    }
    switch layer {
    case .confidence: return try png(decided.result.confidence, Palettes.cividis)
    case .unlike:
      var shades = [UInt8](repeating: 0, count: height * width)
      facet_label_shades(
        decided.result.distance, height * width, 0.5 / max(decided.spread, 1e-6), &shades)
      return try png(shades, Palettes.unlike)
    case .disagreement:
      let means = decided.tile.nearest(of: decided.points.means)
      let winner = decided.result.winner
      return try png(
        winner.indices.map { winner[$0] == means[$0] || winner[$0] == 0 ? 0 : 1 },
        Palettes.disagreement)
    default: return try png(decided.result.winner, Palettes.classes(classes))
    }
  }

  private func sheetTile(
    _ key: DecisionTiles.Key, _ place: (rows: Range<Int>, columns: Range<Int>)
  ) -> [UInt8] {
    let step = grids[key.level].step
    let (top, left) = (place.rows.lowerBound * step, place.columns.lowerBound * step)
    var indices = [UInt8](repeating: 0, count: place.rows.count * place.columns.count)
    state.withLock { state in
      let sheet = state.sheet
      sheet.labels.withUnsafeBufferPointer { labels in
        guard let base = labels.baseAddress else { return }
        facet_label_sheet(
          base + top * sheet.columns + left, sheet.columns, sheet.rows - top, sheet.columns - left,
          step, place.rows.count, place.columns.count, &indices)
      }
    }
    return indices
  }

  /// A tile as it is decided now, and how far references of one class lie apart; nil without features.
  func decided(_ key: DecisionTiles.Key) -> (
    result: DecisionTile.Decided, tile: DecisionTile, points: ReferencePoints, spread: Float
  )? {
    guard let (points, tiles) = state.withLock({ points(&$0) }),
      let tile = tiles.tile(key, classes: points.classes.count)
    else { return nil }
    return (tile.decide(points), tile, points, points.spread)
  }
}

extension ReferencePoints {
  /// How far references of one class usually lie apart: the median, over classes, of the distance of a
  /// reference to the mean of its class; 1 if there are none.
  var spread: Float {
    var all: [Float] = []
    let means = means
    let width = HalfPixels.width
    for (index, one) in classes.enumerated() where one.slots.count > 1 {
      let distances = one.pixels.indices.prefix(64).map { place in
        (0..<width).reduce(Float(0)) {
          let gap = one.values[place * width + $1] - means[index * width + $1]
          return $0 + gap * gap
        }.squareRoot()
      }
      all.append(distances.sorted()[distances.count / 2])
    }
    let sorted = all.sorted()
    let median = sorted[safe: sorted.count / 2] ?? 1
    return median > 0 ? median : 1
  }
}
