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

  /// What there is to say of one pixel.
  public struct PixelFacts: Codable, Sendable {
    public struct Distance: Codable, Sendable {
      public var number: Int
      /// To the nearest reference of the class.
      public var distance: Double
    }

    public struct Neighbour: Codable, Sendable {
      public var row: Int
      public var column: Int
      public var number: Int
      public var distance: Double
    }

    public var row: Int
    public var column: Int
    /// One a band of the file; nil where there is no value.
    public var spectrum: [Double?]
    /// 0 if it has no label.
    public var label: Int
    /// 0 if the map has no class there.
    public var mapped: Int
    public var distances: [Distance]
    /// The nearest labelled pixels.
    public var neighbours: [Neighbour]
    /// Map coordinates of the pixel's centre, if the scene has a place.
    public var place: [Double]?
  }

  /// - Throws: `LabelError` if there is no such pixel; `SceneError` if the file cannot be read.
  public func facts(row: Int, column: Int) throws -> PixelFacts {
    let shape = scene.cube.shape
    guard 0..<shape.rows ~= row, 0..<shape.columns ~= column else {
      throw LabelError("there is no pixel \(row), \(column)")
    }
    let spectrum = try spectrum(row, column)
    let pixel = row * shape.columns + column
    let (label, known) = state.withLock { (Int($0.sheet.labels[pixel]), points(&$0)) }
    var facts = PixelFacts(
      row: row, column: column, spectrum: spectrum.map { $0.isFinite ? Double($0) : nil },
      label: label, mapped: 0, distances: [], neighbours: [])
    if let t = scene.georeference?.transform {
      let (x, y) = (Double(column) + 0.5, Double(row) + 0.5)
      facts.place = [t[0] + x * t[1] + y * t[2], t[3] + x * t[4] + y * t[5]]
    }
    guard let known, known.tiles.pixels.hasValue(pixel) else { return facts }
    let own = known.tiles.pixels.values(pixel)
    let width = HalfPixels.width
    for (index, one) in known.points.classes.enumerated() where !one.slots.isEmpty {
      let squares = one.pixels.indices.map { place in
        (0..<width).reduce(Float(0)) {
          let gap = own[$1] - one.values[place * width + $1]
          return $0 + gap * gap
        }
      }
      facts.neighbours += squares.enumerated().map {
        PixelFacts.Neighbour(
          row: one.pixels[$0] / shape.columns, column: one.pixels[$0] % shape.columns,
          number: index + 1, distance: Double($1.squareRoot()))
      }
      facts.distances.append(
        PixelFacts.Distance(
          number: index + 1, distance: Double((squares.min() ?? 0).squareRoot())))
    }
    facts.distances.sort { $0.distance < $1.distance }
    facts.neighbours = Array(facts.neighbours.sorted { $0.distance < $1.distance }.prefix(5))
    facts.mapped = facts.distances.first?.number ?? 0
    return facts
  }

  private func spectrum(_ row: Int, _ column: Int) throws -> [Float] {
    let bands = scene.cube.shape.bands
    var values = [Float](repeating: .nan, count: bands)
    try values.withUnsafeMutableBufferPointer {
      try scene.cube.read(
        CubeWindow(
          rows: row..<(row + 1), columns: column..<(column + 1), bands: Array(0..<bands)),
        into: $0)
    }
    return values
  }

  /// A class's mean spectrum and how far its pixels are from it.
  public struct ClassSpectrum: Codable, Sendable {
    public var number: Int
    /// Pixels that it was made from.
    public var count: Int
    public var mean: [Double?]
    public var deviation: [Double?]
  }

  /// Of up to 24 labelled pixels of each class, which are read from the file once.
  public func classSpectra() throws -> [ClassSpectrum] {
    let wanted = state.withLock { state in
      state.sheet.present.compactMap { one -> (Int, [Int])? in
        guard state.references.classes.indices.contains(one.number) else { return nil }
        let pixels = state.references.classes[one.number].slots.keys.sorted {
          (-References.zeros($0), $0) < (-References.zeros($1), $1)
        }.prefix(24)
        return pixels.isEmpty ? nil : (one.number, Array(pixels))
      }
    }
    return try wanted.map { number, pixels in
      if let known = state.withLock({ $0.spectra[number] }), known.pixels == pixels {
        return known.spectra
      }
      let columns = scene.shape.columns
      let spectra = try pixels.map { try spectrum($0 / columns, $0 % columns) }
      let made = ClassSpectrum(number: number, spectra)
      state.withLock { $0.spectra[number] = (pixels, made) }
      return made
    }
  }
}

extension LabelSession.ClassSpectrum {
  fileprivate init(number: Int, _ spectra: [[Float]]) {
    (self.number, count) = (number, spectra.count)
    (mean, deviation) = ([], [])
    for band in spectra[0].indices {
      let values = spectra.map { Double($0[band]) }.filter(\.isFinite)
      guard !values.isEmpty else {
        mean.append(nil)
        deviation.append(nil)
        continue
      }
      let centre = values.reduce(0, +) / Double(values.count)
      let square = values.reduce(0) { $0 + ($1 - centre) * ($1 - centre) }
      mean.append(centre)
      deviation.append((square / Double(max(1, values.count - 1))).squareRoot())
    }
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
