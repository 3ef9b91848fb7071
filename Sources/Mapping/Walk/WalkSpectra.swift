internal import Sampling
internal import Scenes
internal import Torch

/// Standardised spectra of a rectangle, in pixel order.
struct WalkSpectra: Sendable {
  private let values: [Float]
  private let bands: Int
  /// Whether any band of a pixel has a value.
  private let isValid: [Bool]
  /// Deviations from the training pixels' mean beyond which a value counts as this many: one faulty
  /// detector must not turn the components to itself.
  private static let limit: Float = 10

  /// - Throws: `SceneError` where the scene cannot be read.
  init(
    _ scene: Scene, _ standardisation: Standardisation, rows: Range<Int>, columns: Range<Int>
  ) throws {
    let bands = scene.shape.bands
    let count = rows.count * columns.count
    var isValid = [Bool](repeating: false, count: count)
    values = try [Float](unsafeUninitializedCapacity: count * bands) { values, filled in
      try scene.read(
        rows: rows, columns: columns,
        into: UnsafeMutableBufferPointer(rebasing: values[..<(count * bands)]))
      filled = count * bands
      for pixel in 0..<count {
        let spectrum = values.baseAddress! + pixel * bands
        isValid[pixel] = standardisation.apply(spectrum, to: spectrum) < bands
        for band in 0..<bands {
          spectrum[band] = min(max(spectrum[band], -Self.limit), Self.limit)
        }
      }
    }
    self.bands = bands
    self.isValid = isValid
  }

  /// Pixels that have values × bands, float64.
  func validRows() throws -> Tensor {
    let valid = isValid.indices.filter { isValid[$0] }
    return try Tensor(
      valid.flatMap { values[($0 * bands)..<(($0 + 1) * bands)] }, shape: [valid.count, bands]
    ).to(.float64)
  }

  /// How far each spectrum lies along some directions.
  ///
  /// - Parameter axes: bands × directions, float32.
  func scores(along axes: Tensor) throws -> WalkScores {
    let scores = try Tensor(values, shape: [isValid.count, bands]).times(axes)
    return WalkScores(
      values: try scores.values(Float.self), width: axes.shape[1], isValid: isValid)
  }
}

/// Scores of the pixels of a rectangle.
struct WalkScores: Sendable {
  let values: [Float]
  /// Scores a pixel.
  let width: Int
  let isValid: [Bool]

  /// ‖s_i − s_j‖²; nil where either has no value.
  func distance(_ i: Int, _ j: Int) -> Float? {
    guard isValid[i], isValid[j] else { return nil }
    var sum: Float = 0
    for index in 0..<width {
      let difference = values[i * width + index] - values[j * width + index]
      sum += difference * difference
    }
    return sum
  }
}
