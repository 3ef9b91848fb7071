internal import Sampling
internal import Scenes
internal import Torch

/// Standardised spectra of a rectangle, in pixel order.
struct WalkSpectra {
  let values: [Float]
  let bands: Int
  /// Whether any band of a pixel has a value.
  let isValid: [Bool]

  /// - Parameter values: of pixels that have any value, NaN else; `bands` a pixel.
  init(_ values: [Float], bands: Int) {
    let isValid = (0..<(values.count / bands)).map { !values[$0 * bands].isNaN }
    self.values = values.map { $0.isNaN ? 0 : $0 }
    self.bands = bands
    self.isValid = isValid
  }

  /// - Throws: `SceneError` if the scene cannot be read.
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
      }
    }
    self.bands = bands
    self.isValid = isValid
  }

  /// Pixels that have values × bands, float64, values cut off at ±`limit`.
  func validRows(limit: Float) throws -> Tensor {
    let valid = isValid.indices.filter { isValid[$0] }
    return try Tensor(
      valid.flatMap { pixel in
        values[(pixel * bands)..<((pixel + 1) * bands)].map { min(max($0, -limit), limit) }
      }, shape: [valid.count, bands]
    ).to(.float64)
  }
}
