import Foundation

/// Computes tiles of a simulated scene; every value depends on its place and the seed alone, so
/// any division into tiles gives the same scene.
struct SceneRenderer: Sendable {
  let simulation: SceneSimulation
  let pattern: FieldPattern
  let sensor: SensorModel
  let classes: [GroundClass]
  /// How far fields of one class differ, as `FieldSpectra` takes it.
  private let variety: Double
  /// Gravel of the tracks between fields.
  private let track: [Float]
  /// Cover and brightness vary from pixel to pixel by these.
  private let coverJitter: Float
  private let gainJitter: Float

  /// Points of a border pixel in each direction.
  private static let samples = 4

  init(_ simulation: SceneSimulation) {
    self.init(
      simulation,
      sensor: SensorModel(
        bands: simulation.bands, seed: simulation.seed, difficulty: simulation.difficulty),
      classes: GroundClass.classes(simulation.classes, difficulty: simulation.difficulty))
  }

  /// - Parameters:
  ///   - sensor: of as many bands as the simulation has.
  ///   - classes: as many as the simulation has.
  ///   - variety: how far fields of one class differ; nil for as far as the difficulty says.
  init(
    _ simulation: SceneSimulation, sensor: SensorModel, classes: [GroundClass],
    variety: Double? = nil
  ) {
    precondition(
      sensor.wavelengths.count == simulation.bands && classes.count == simulation.classes,
      "\(sensor.wavelengths.count) bands and \(classes.count) classes of a sensor and ground for "
        + "\(simulation.bands) and \(simulation.classes)")
    self.simulation = simulation
    pattern = FieldPattern(
      rows: simulation.rows, columns: simulation.columns, classes: simulation.classes,
      seed: simulation.seed)
    self.sensor = sensor
    self.classes = classes
    self.variety = variety ?? simulation.difficulty
    let gravel = SoilMaterial(brightness: 0.3, iron: 0.1, clay: 0.2, carbonate: 0.8, residue: 0)
    track = sensor.wavelengths.map { Float(gravel.reflectance(at: $0)) }
    coverJitter = Float(0.03 + 0.15 * simulation.difficulty)
    gainJitter = Float(0.01 + 0.06 * simulation.difficulty)
  }

  /// A rectangle of the scene.
  struct Tile {
    /// Reflectance × 10000 in pixel order.
    var cube: [Int16]
    /// Class of the ground that covers most of each pixel, from 1.
    var truth: [UInt16]
    /// The same if it was surveyed and covers nearly all of the pixel, else 0.
    var labels: [UInt16]
  }

  func tile(rows: Range<Int>, columns: Range<Int>) -> Tile {
    let fields = spectra(rows: rows, columns: columns)
    let stripes = sensor.stripes(columns: columns)
    let pixels = rows.count * columns.count
    var tile = Tile(
      cube: [Int16](repeating: 0, count: pixels * simulation.bands),
      truth: [UInt16](repeating: 0, count: pixels),
      labels: [UInt16](repeating: 0, count: pixels))
    tile.cube.withUnsafeMutableBufferPointer { cube in
      tile.truth.withUnsafeMutableBufferPointer { truth in
        tile.labels.withUnsafeMutableBufferPointer { labels in
          // Each row writes its own part of the three buffers.
          nonisolated(unsafe) let target = (cube: cube, truth: truth, labels: labels)
          concurrently(rows.count) { index in
            let first = index * columns.count
            render(
              row: rows.lowerBound + index, columns: columns, fields: fields, stripes: stripes,
              cube: target.cube.baseAddress! + first * simulation.bands,
              truth: target.truth.baseAddress! + first,
              labels: target.labels.baseAddress! + first)
          }
        }
      }
    }
    return tile
  }

  /// Every field that may reach into a rectangle.
  private func spectra(
    rows: Range<Int>, columns: Range<Int>
  ) -> [FieldPattern.Field: FieldSpectra] {
    func places(_ range: Range<Int>) -> ClosedRange<Int> {
      Int(Double(range.lowerBound) / pattern.spacing) - 2...Int(
        Double(range.upperBound) / pattern.spacing) + 2
    }
    var fields: [FieldPattern.Field: FieldSpectra] = [:]
    for row in places(rows) {
      for column in places(columns) {
        let field = FieldPattern.Field(row: row, column: column)
        fields[field] = FieldSpectra(
          field, pattern: pattern, classes: classes, wavelengths: sensor.wavelengths,
          difficulty: variety)
      }
    }
    return fields
  }

  private func render(
    row: Int, columns: Range<Int>, fields: [FieldPattern.Field: FieldSpectra], stripes: [Float],
    cube: UnsafeMutablePointer<Int16>, truth: UnsafeMutablePointer<UInt16>,
    labels: UnsafeMutablePointer<UInt16>
  ) {
    let bands = simulation.bands
    var sum = [Float](repeating: 0, count: bands)
    var last: (field: FieldPattern.Field, spectra: FieldSpectra)?
    func spectra(of field: FieldPattern.Field) -> FieldSpectra {
      if let last, last.field == field { return last.spectra }
      guard let found = fields[field] else { preconditionFailure("field \(field) of no tile") }
      last = (field, found)
      return found
    }
    for column in columns {
      let index = column - columns.lowerBound
      var state = mixed(simulation.seed ^ mixed(UInt64(row) << 32 ^ UInt64(column)))
      let shares = shares(row: row, column: column)
      let jitter = normal(next(&state)) * coverJitter
      let gain = 1 + normal(next(&state)) * gainJitter
      var best: (share: Float, spectra: FieldSpectra)?
      for (place, share) in shares.fields.enumerated() {
        let field = spectra(of: share.field)
        if share.share > best?.share ?? -1 { best = (share.share, field) }
        let wave =
          field.amplitude
          * sin(field.phase + field.wave.row * Float(row) + field.wave.column * Float(column))
        let cover = max(0, min(1, field.cover + wave + jitter))
        add(field, cover, share.share * gain * field.gain, isFirst: place == 0, to: &sum)
      }
      if shares.track > 0 {
        for band in 0..<bands { sum[band] += shares.track * track[band] }
      }
      if let best {
        truth[index] = UInt16(best.spectra.groundClass + 1)
        labels[index] = best.share >= 0.9 && best.spectra.isSurveyed ? truth[index] : 0
      }
      expose(sum, stripes: stripes, at: index * bands, state: &state, into: cube)
    }
  }

  /// The fields of a pixel with the part that each covers, and the part of the track.
  private func shares(
    row: Int, column: Int
  ) -> (fields: [(field: FieldPattern.Field, share: Float)], track: Float) {
    let centre = pattern.nearest(row: Double(row) + 0.5, column: Double(column) + 0.5)
    // Half a pixel both ways changes each of the two distances by 1.1 at most.
    if centre.gap > 2.2 + 2 * FieldPattern.trackHalfWidth { return ([(centre.first, 1)], 0) }
    let samples = Self.samples
    let part = 1 / Float(samples * samples)
    var shares: [(field: FieldPattern.Field, share: Float)] = []
    var track: Float = 0
    for i in 0..<samples {
      for j in 0..<samples {
        let point = pattern.nearest(
          row: Double(row) + (Double(i) + 0.5) / Double(samples),
          column: Double(column) + (Double(j) + 0.5) / Double(samples))
        if point.gap < 2 * FieldPattern.trackHalfWidth { track += part }
        if let known = shares.firstIndex(where: { $0.field == point.first }) {
          shares[known].share += part
        } else {
          shares.append((point.first, part))
        }
      }
    }
    // The track lies on the ground of all fields alike.
    return (shares.map { ($0.field, $0.share * (1 - track)) }, track)
  }

  @inline(__always)
  private func add(
    _ field: FieldSpectra, _ cover: Float, _ weight: Float, isFirst: Bool, to sum: inout [Float]
  ) {
    field.ground.withUnsafeBufferPointer { ground in
      field.contrast.withUnsafeBufferPointer { contrast in
        sum.withUnsafeMutableBufferPointer { sum in
          for band in 0..<sum.count {
            let value = weight * (ground[band] + cover * contrast[band])
            sum[band] = isFirst ? value : sum[band] + value
          }
        }
      }
    }
  }

  /// Adds noise and stripes and stores counts.
  @inline(__always)
  private func expose(
    _ reflectance: [Float], stripes: [Float], at place: Int, state: inout UInt64,
    into cube: UnsafeMutablePointer<Int16>
  ) {
    reflectance.withUnsafeBufferPointer { reflectance in
      stripes.withUnsafeBufferPointer { stripes in
        sensor.noise.withUnsafeBufferPointer { noise in
          for band in 0..<reflectance.count {
            let value =
              reflectance[band] + stripes[place + band] + noise[band] * normal(next(&state))
            let count = (value * 10000).rounded()
            cube[place + band] = Int16(max(-32767, min(32767, count)))
          }
        }
      }
    }
  }

  @inline(__always)
  private func next(_ state: inout UInt64) -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
