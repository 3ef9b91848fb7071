internal import Foundation
internal import Scenes
internal import Synchronization

/// What the page says of pixels and classes.
extension LabelSession {
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
    /// One a band of the file; nil if there is no value.
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
