internal import Dispatch
internal import Foundation
package import Sampling
package import Scenes
internal import Torch

/// How readily walkers step between the pixels of a scene: by what its first principal components
/// say, in which the noise of single bands hardly counts.
package struct WalkGuide {
  private let scene: Scene
  private let standardisation: Standardisation
  private let contrast: Float
  /// Bands × directions, of unit length.
  private let axes: Tensor
  /// Median of ‖s_i − s_j‖² over neighbours of the sample.
  private let scale: Float
  /// Rows that are read at once.
  private static let band = 32
  /// Principal components that guide.
  private static let components = 3

  /// - Throws: `SceneError` where the scene cannot be read.
  package init(_ scene: Scene, _ standardisation: Standardisation, contrast: Float) throws {
    self.scene = scene
    self.standardisation = standardisation
    self.contrast = contrast
    // At most 64 pairs of rows, evenly over the scene, and of a very wide one its middle.
    let shape = scene.shape
    let columns = max(0, shape.columns / 2 - 2048)..<min(shape.columns, shape.columns / 2 + 2048)
    let sample = stride(from: 0, to: shape.rows, by: (shape.rows + 63) / 64)
      .map { $0..<min($0 + 2, shape.rows) }
    let spectra = { rows in
      try WalkSpectra(scene, standardisation, rows: rows, columns: columns)
    }
    let axes = try Self.axes(of: sample, bands: shape.bands, spectra)
    self.axes = axes
    // Read again, for all spectra of the sample may be more than there is room for.
    var distances: [Float] = []
    for rows in sample {
      let scores = try spectra(rows).scores(along: axes)
      Self.forEachStep(rows.count, columns.count, from: 0) { pixel, neighbour, _ in
        if let distance = scores.distance(pixel, neighbour) { distances.append(distance) }
      }
    }
    distances.sort()
    scale = max(distances.isEmpty ? 0 : distances[distances.count / 2], .leastNormalMagnitude)
  }

  /// Tells of every step from the pixels of a row to neighbours: places of both, and which it is.
  private static func forEachStep(
    _ rows: Int, _ columns: Int, from row: Int, _ body: (Int, Int, Int) -> Void
  ) {
    for column in 0..<columns {
      for (index, (down, right)) in WalkGround.neighbours.enumerated()
      where row + down < rows && 0..<columns ~= column + right {
        let pixel = row * columns + column
        body(pixel, pixel + down * columns + right, index)
      }
    }
  }

  /// The directions in which the spectra of a scene's sample vary most.
  private static func axes(
    of sample: [Range<Int>], bands: Int, _ spectra: (Range<Int>) throws -> WalkSpectra
  ) throws -> Tensor {
    var scatter = try Tensor.zeros([bands, bands], type: .float64)
    var sum = try Tensor.zeros([1, bands], type: .float64)
    var count = 0
    for rows in sample {
      let values = try spectra(rows).validRows()
      guard values.shape[0] > 0 else { continue }
      scatter = try scatter + values.transposed().times(values)
      sum = try sum + values.sum(0, keep: true)
      count += values.shape[0]
    }
    scatter = try scatter - sum.transposed().times(sum) / Double(max(1, count))
    let axes = try scatter.principalAxes().prefix(components).flatMap(\.direction)
    return try Tensor(axes, shape: [axes.count / bands, bands]).transposed()
  }

  /// Weights of the steps from each pixel of a rectangle; see `WalkGround.steps`.
  package func steps(rows: Range<Int>, columns: Range<Int>) throws -> [Float] {
    let width = columns.count
    var steps = [Float](repeating: 0, count: rows.count * width * 4)
    for start in stride(from: rows.lowerBound, to: rows.upperBound, by: Self.band) {
      let own = start..<min(start + Self.band, rows.upperBound)
      let read = own.lowerBound..<min(own.upperBound + 1, rows.upperBound)
      let scores = try WalkSpectra(scene, standardisation, rows: read, columns: columns)
        .scores(along: axes)
      let offset = own.lowerBound - rows.lowerBound
      steps.withUnsafeMutableBufferPointer { [contrast, scale] steps in
        nonisolated(unsafe) let steps = steps
        // Each row is written by one iteration alone.
        DispatchQueue.concurrentPerform(iterations: own.count) { row in
          Self.forEachStep(read.count, width, from: row) { pixel, neighbour, index in
            if let distance = scores.distance(pixel, neighbour) {
              steps[(offset * width + pixel) * 4 + index] =
                exp(-contrast * distance / scale) + RandomWalk.least
            }
          }
        }
      }
    }
    return steps
  }
}
