internal import CPixels
internal import Scenes
internal import Synchronization

/// How values become shades.
public enum Stretch: String, Codable, CaseIterable, Sendable {
  /// 2 % of the pixels are black and 2 % are full.
  case usual
  /// 0.5 % are.
  case wide
  /// From the least to the largest value.
  case full

  var tail: Double { self == .usual ? 0.02 : self == .wide ? 0.005 : 0 }
}

/// Three bands to be shown.
public struct BandPreset: Codable, Equatable, Sendable {
  /// Names the preset on the page.
  public var id: String
  /// Red, green and blue, 0-based in the file; empty for principal components.
  public var bands: [Int]
}

/// A scene in false colour, tile by tile, read from its file when a tile is asked for.
final class SceneTiles: Sendable {
  private struct Key: Hashable {
    var bands: [Int]
    var tile: DecisionTiles.Key
  }

  private struct State {
    var tiles: [Key: (values: [Float], used: Int)] = [:]
    var ranges: [String: (low: [Float], factor: [Float])] = [:]
    var clock = 0
  }

  private static let most = 120

  let scene: Scene
  let grids: [Grid]
  private let state = Mutex(State())
  /// Whether a file is read in blocks, so that single lines cost as much as many.
  private let isChunked: Bool

  init(_ scene: Scene) {
    self.scene = scene
    grids = Grid.levels(rows: scene.shape.rows, columns: scene.shape.columns)
    let format = scene.cube.recognition.format
    isChunked = ["HDF5", "NetCDF", "MATLAB v7.3"].contains { format.hasPrefix($0) }
  }

  /// What can be shown: by wavelength where wavelengths are known.
  static func presets(of scene: Scene) -> [BandPreset] {
    var presets: [BandPreset] = []
    if let wavelengths = scene.bands.wavelengths, let first = wavelengths.min(),
      let last = wavelengths.max()
    {
      for (id, wanted) in [
        ("trueColour", [650.0, 550, 460]), ("infrared", [860.0, 650, 550]),
        ("shortWave", [2200.0, 1650, 860]),
      ] where wanted.allSatisfy({ $0 >= first - 30 && $0 <= last + 30 }) {
        let bands = wanted.compactMap { scene.bands.nearest(to: $0).map { scene.keptBands[$0] } }
        presets.append(BandPreset(id: id, bands: bands))
      }
    }
    if presets.isEmpty {
      let kept = scene.keptBands
      presets.append(
        BandPreset(
          id: "bands",
          bands: [kept[kept.count * 3 / 4], kept[kept.count / 2], kept[kept.count / 4]]))
    }
    return presets + [BandPreset(id: "components", bands: [])]
  }

  /// - Parameters:
  ///   - bands: red, green and blue in the file; empty for the first three features.
  ///   - pixels: the features, for these.
  /// - Returns: a PNG; nil if there is no such tile, or no features yet.
  /// - Throws: `SceneError` if the file cannot be read.
  func png(
    _ tile: DecisionTiles.Key, bands: [Int], stretch: Stretch, pixels: HalfPixels?
  ) throws -> [UInt8]? {
    guard grids.indices.contains(tile.level),
      let place = grids[tile.level].tile(tile.row, tile.column)
    else { return nil }
    if bands.isEmpty, pixels == nil { return nil }
    let range = try range(bands, stretch, pixels)
    let values = try values(tile, bands, pixels)
    var colours = [UInt8](repeating: 0, count: place.rows.count * place.columns.count * 4)
    facet_label_colours(
      values, place.rows.count * place.columns.count, range.low, range.factor, &colours)
    return try TilePicture.png(
      colours: colours, width: place.columns.count, height: place.rows.count)
  }

  /// What is black in each channel, and what a unit is worth, from the tile that shows all.
  private func range(
    _ bands: [Int], _ stretch: Stretch, _ pixels: HalfPixels?
  ) throws -> (low: [Float], factor: [Float]) {
    let key = bands.isEmpty ? nil : "\(bands) \(stretch.rawValue)"
    if let key, let found = state.withLock({ $0.ranges[key] }) { return found }
    let whole = DecisionTiles.Key(level: grids.count - 1, row: 0, column: 0)
    let values = try values(whole, bands, pixels)
    var range = (low: [Float](), factor: [Float]())
    for channel in 0..<3 {
      let sorted = stride(from: channel, to: values.count, by: 3).map { values[$0] }
        .filter(\.isFinite).sorted()
      let cut = Int(Double(sorted.count) * stretch.tail)
      let low = sorted[safe: cut] ?? 0
      let high = sorted[safe: sorted.count - 1 - cut] ?? 1
      range.low.append(low)
      range.factor.append(255 / (high > low ? high - low : 1))
    }
    let made = range
    if let key { state.withLock { $0.ranges[key] = made } }
    return made
  }

  /// Three values a pixel, NaN if there is none.
  private func values(
    _ tile: DecisionTiles.Key, _ bands: [Int], _ pixels: HalfPixels?
  ) throws -> [Float] {
    guard let place = grids[tile.level].tile(tile.row, tile.column) else { return [] }
    if bands.isEmpty, let pixels { return features(tile, place, pixels) }
    let key = Key(bands: bands, tile: tile)
    let found = state.withLock { state -> [Float]? in
      state.clock += 1
      state.tiles[key]?.used = state.clock
      return state.tiles[key]?.values
    }
    if let found { return found }
    let values = try read(grids[tile.level], place, bands)
    state.withLock { state in
      if state.tiles.count >= Self.most,
        let oldest = state.tiles.min(by: { $0.value.used < $1.value.used })?.key
      {
        state.tiles[oldest] = nil
      }
      state.tiles[key] = (values, state.clock)
    }
    return values
  }

  private func features(
    _ tile: DecisionTiles.Key, _ place: (rows: Range<Int>, columns: Range<Int>),
    _ pixels: HalfPixels
  ) -> [Float] {
    let grid = grids[tile.level]
    return place.rows.flatMap { row in
      let line = pixels.line(grid.sceneRow(row))
      return place.columns.flatMap { column in
        (0..<3).map {
          Float(Float16(bitPattern: line[grid.sceneColumn(column) * HalfPixels.width + $0]))
        }
      }
    }
  }

  private func read(
    _ grid: Grid, _ place: (rows: Range<Int>, columns: Range<Int>), _ bands: [Int]
  ) throws -> [Float] {
    let columns = place.columns.map { grid.sceneColumn($0) }
    let first = columns[0]
    let window = first..<(columns[columns.count - 1] + 1)
    var values: [Float] = []
    values.reserveCapacity(place.rows.count * columns.count * 3)
    // Lines that are read at once: all of a tile in full resolution.
    let rows = place.rows.map { grid.sceneRow($0) }
    let most = grid.level == 0 ? rows.count : isChunked ? max(1, 32 / grid.step) : 1
    var buffer: [Float] = []
    for start in stride(from: 0, to: rows.count, by: most) {
      let some = rows[start..<min(start + most, rows.count)]
      let lines = some[start]..<(some[some.endIndex - 1] + 1)
      buffer = [Float](unsafeUninitializedCapacity: lines.count * window.count * 3) { _, count in
        count = lines.count * window.count * 3
      }
      try buffer.withUnsafeMutableBufferPointer {
        try scene.cube.read(CubeWindow(rows: lines, columns: window, bands: bands), into: $0)
      }
      buffer.withUnsafeBufferPointer { buffer in
        for row in some {
          let line = (row - lines.lowerBound) * window.count
          for column in columns {
            let from = (line + column - first) * 3
            values.append(buffer[from])
            values.append(buffer[from + 1])
            values.append(buffer[from + 2])
          }
        }
      }
    }
    return values
  }
}
