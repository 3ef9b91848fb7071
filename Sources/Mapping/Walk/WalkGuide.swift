internal import CPixels
internal import Classical
package import Sampling
package import Scenes
internal import Torch

/// How readily walkers step between the pixels of a scene: by its first principal components, in
/// which the noise of single bands hardly counts.
package struct WalkGuide: Sendable {
  /// Bands × 4: the directions, each of unit length, then 0.
  private let axes: [Float]
  private let bands: Int
  /// `contrast` over the median of ‖s_i − s_j‖² over neighbours of the sample.
  private let contrast: Float
  /// Principal components that guide, at most 4.
  static let components = 3
  /// Numbers a pixel that `scores` gives.
  static let width = 4
  /// Deviations from the training pixels' mean beyond which a value counts as this many: one faulty
  /// detector must not turn the components to itself.
  private static let limit: Float = 10
  /// Numbers of the sample, about.
  private static let sampleSize = 1 << 24

  /// Looks at a sample of the scene's rows, once.
  ///
  /// - Throws: `SceneError` if the scene cannot be read.
  package init(_ scene: Scene, _ standardisation: Standardisation, contrast: Float) throws {
    // At most 64 pairs of rows, evenly over the scene, no row twice, and of a very wide one its middle.
    let shape = scene.shape
    let columns = max(0, shape.columns / 2 - 2048)..<min(shape.columns, shape.columns / 2 + 2048)
    let pairs = max(8, min(64, Self.sampleSize / (2 * columns.count * shape.bands)))
    let sample = try stride(from: 0, to: shape.rows, by: max(2, (shape.rows + pairs - 1) / pairs))
      .map { row in
        try WalkSpectra(
          scene, standardisation, rows: row..<min(row + 2, shape.rows), columns: columns)
      }
    try self.init(sample, columns: columns.count, bands: shape.bands, contrast: contrast)
  }

  /// - Parameters:
  ///   - sample: pairs of rows, or single rows, of so many columns.
  ///   - bands: numbers of a pixel.
  init(_ sample: [WalkSpectra], columns: Int, bands: Int, contrast: Float) throws {
    self.bands = bands
    axes = try Self.axes(of: sample, bands: bands)
    var distances: [Float] = []
    for spectra in sample {
      let scores = Self.scores(
        spectra.values, pixels: spectra.isValid.count, bands: bands, axes, spectra.isValid)
      distances += Self.distances(scores, columns: columns)
    }
    distances.sort()
    let median = distances.isEmpty ? 0 : distances[distances.count / 2]
    self.contrast = contrast / max(median, .leastNormalMagnitude)
  }

  /// The directions in which spectra vary most.
  private static func axes(of sample: [WalkSpectra], bands: Int) throws -> [Float] {
    var moments = try Moments(width: bands)
    for spectra in sample {
      let values = try spectra.validRows(limit: limit)
      if values.shape[0] > 0 { try moments.add(values) }
    }
    var axes = [Float](repeating: 0, count: bands * width)
    let found: Tensor
    do {
      found = try PCA().fit(moments).map.matrix
    } catch is ClassicalError {
      // Spectra that are all the same, or one, vary in no direction.
      return axes
    }
    let rows = try found.to(.float32).values(Float.self)
    for index in 0..<min(components, found.shape[0]) {
      for band in 0..<bands { axes[band * width + index] = rows[index * bands + band] }
    }
    return axes
  }

  /// ‖s_i − s_j‖² of neighbours that have values, of two rows or one.
  private static func distances(_ scores: [Float], columns: Int) -> [Float] {
    var found: [Float] = []
    for pixel in 0..<(scores.count / width) {
      let (row, column) = pixel.quotientAndRemainder(dividingBy: columns)
      for (down, right) in WalkGround.neighbours
      where (row + down) * columns < scores.count / width && 0..<columns ~= column + right {
        let other = pixel + down * columns + right
        let distance = (0..<width).reduce(Float(0)) { sum, index in
          let difference = scores[pixel * width + index] - scores[other * width + index]
          return sum + difference * difference
        }
        if !distance.isNaN { found.append(distance) }
      }
    }
    return found
  }

  /// How far standardised spectra lie along the directions: `width` numbers a pixel, NaN without a
  /// value.
  func scores(_ spectra: UnsafePointer<Float>, isValid: [Bool]) -> [Float] {
    Self.scores(spectra, pixels: isValid.count, bands: bands, axes, isValid)
  }

  private static func scores(
    _ spectra: UnsafePointer<Float>, pixels: Int, bands: Int, _ axes: [Float], _ isValid: [Bool]
  ) -> [Float] {
    [Float](unsafeUninitializedCapacity: pixels * width) { scores, count in
      if let base = scores.baseAddress {
        facet_walk_scores(spectra, pixels, bands, axes, limit, base)
      }
      for pixel in 0..<pixels where !isValid[pixel] { scores[pixel * width] = .nan }
      count = pixels * width
    }
  }

  /// Weights of the steps between the pixels of a rectangle; see `WalkGround.steps`.
  ///
  /// - Parameter scores: rows × columns × `width`.
  func steps(_ scores: [Float], rows: Int, columns: Int) -> [Float] {
    let width = Self.width
    return [Float](unsafeUninitializedCapacity: rows * columns * 4) { steps, count in
      scores.withUnsafeBufferPointer { scores in
        // Each row is written by one iteration alone.
        nonisolated(unsafe) let (steps, scores) = (steps.baseAddress!, scores.baseAddress!)
        concurrently(rows) { [contrast] row in
          facet_walk_steps(
            scores + row * columns * width, columns, row + 1 == rows ? 1 : 0, contrast,
            RandomWalk.least, steps + row * columns * 4)
        }
      }
      count = rows * columns * 4
    }
  }
}
