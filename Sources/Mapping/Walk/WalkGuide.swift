internal import Dispatch
internal import Foundation
internal import Sampling
internal import Scenes

/// How readily walkers step between the pixels of a scene.
struct WalkGuide {
  private let scene: Scene
  private let standardisation: Standardisation
  private let contrast: Float
  /// Median of ‖s_i − s_j‖² over neighbours of the sample.
  private let scale: Float
  /// Rows that are read at once.
  private static let band = 32

  /// - Throws: `SceneError` where the scene cannot be read.
  init(_ scene: Scene, _ standardisation: Standardisation, contrast: Float) throws {
    self.scene = scene
    self.standardisation = standardisation
    self.contrast = contrast
    var distances: [Float] = []
    let shape = scene.shape
    // At most 64 rows, evenly over the scene, and of a very wide one its middle.
    let columns = max(0, shape.columns / 2 - 2048)..<min(shape.columns, shape.columns / 2 + 2048)
    for row in stride(from: 0, to: shape.rows, by: max(1, shape.rows / 64)) {
      let line = try Self.spectra(scene, standardisation, rows: row..<(row + 1), columns: columns)
      for column in 0..<max(0, columns.count - 1) {
        if let distance = line.distance(column, column + 1) { distances.append(distance) }
      }
    }
    distances.sort()
    let median = distances.isEmpty ? 0 : distances[distances.count / 2]
    scale = max(median, .leastNormalMagnitude)
  }

  /// Weights of the steps from each pixel of a rectangle; see `WalkGround.steps`.
  func steps(rows: Range<Int>, columns: Range<Int>) throws -> [Float] {
    let width = columns.count
    var steps = [Float](repeating: 0, count: rows.count * width * 4)
    for start in stride(from: rows.lowerBound, to: rows.upperBound, by: Self.band) {
      let own = start..<min(start + Self.band, rows.upperBound)
      let read = own.lowerBound..<min(own.upperBound + 1, rows.upperBound)
      let spectra = try Self.spectra(scene, standardisation, rows: read, columns: columns)
      let offset = own.lowerBound - rows.lowerBound
      steps.withUnsafeMutableBufferPointer { steps in
        nonisolated(unsafe) let steps = steps
        // Each row is written by one iteration alone.
        DispatchQueue.concurrentPerform(iterations: own.count) { row in
          for column in 0..<width {
            let pixel = row * width + column
            for (index, (down, right)) in WalkGround.neighbours.enumerated() {
              guard row + down < read.count, 0..<width ~= column + right,
                let distance = spectra.distance(pixel, pixel + down * width + right)
              else { continue }
              steps[((offset + row) * width + column) * 4 + index] =
                exp(-contrast * distance / scale) + RandomWalk.least
            }
          }
        }
      }
    }
    return steps
  }

  /// Standardised spectra in pixel order.
  private struct Spectra: Sendable {
    let values: [Float]
    let bands: Int
    /// Whether any band of a pixel has a value.
    let isValid: [Bool]

    /// ‖s_i − s_j‖²; nil where either has no value.
    func distance(_ i: Int, _ j: Int) -> Float? {
      guard isValid[i], isValid[j] else { return nil }
      return values.withUnsafeBufferPointer { values in
        let (a, b) = (values.baseAddress! + i * bands, values.baseAddress! + j * bands)
        var sums = SIMD8<Float>()
        let whole = bands & ~7
        for k in stride(from: 0, to: whole, by: 8) {
          let difference =
            UnsafeRawPointer(a + k).loadUnaligned(as: SIMD8<Float>.self)
            - UnsafeRawPointer(b + k).loadUnaligned(as: SIMD8<Float>.self)
          sums += difference * difference
        }
        var sum = sums.sum()
        for k in whole..<bands { sum += (a[k] - b[k]) * (a[k] - b[k]) }
        return sum
      }
    }
  }

  private static func spectra(
    _ scene: Scene, _ standardisation: Standardisation, rows: Range<Int>, columns: Range<Int>
  ) throws -> Spectra {
    let bands = scene.shape.bands
    let count = rows.count * columns.count
    var isValid = [Bool](repeating: false, count: count)
    let values = try [Float](unsafeUninitializedCapacity: count * bands) { values, filled in
      try scene.read(
        rows: rows, columns: columns,
        into: UnsafeMutableBufferPointer(rebasing: values[..<(count * bands)]))
      filled = count * bands
      for pixel in 0..<count {
        let spectrum = values.baseAddress! + pixel * bands
        isValid[pixel] = standardisation.apply(spectrum, to: spectrum) < bands
      }
    }
    return Spectra(values: values, bands: bands, isValid: isValid)
  }
}
