/// What a pass over all kept bands of a scene finds.
public struct SceneStatistics: Codable, Sendable {
  /// Fill, NaN and infinite values.
  public var maskedValues = 0
  /// Pixels in which every band is masked.
  public var emptyPixels = 0
  /// Smallest and largest of the other values; nil if there are none.
  public var minimum: Float?
  public var maximum: Float?
  /// Bands, 0-based in the file, whose values are all equal or all masked.
  public var constantBands: [Int] = []

  /// Reads the scene by blocks of rows of at most 64 MiB.
  public init(of scene: Scene) throws {
    let shape = scene.shape
    var low = [Float](repeating: .infinity, count: shape.bands)
    var high = [Float](repeating: -.infinity, count: shape.bands)
    let rows = max(1, (1 << 24) / (shape.columns * shape.bands))
    var values = [Float](repeating: 0, count: min(rows, shape.rows) * shape.columns * shape.bands)
    for top in stride(from: 0, to: shape.rows, by: rows) {
      let block = top..<min(shape.rows, top + rows)
      let count = block.count * shape.columns * shape.bands
      try values.withUnsafeMutableBufferPointer { buffer in
        try scene.read(
          rows: block, columns: 0..<shape.columns,
          into: UnsafeMutableBufferPointer(rebasing: buffer[..<count]))
        for first in stride(from: 0, to: count, by: shape.bands) {
          var masked = 0
          for band in 0..<shape.bands {
            let value = buffer[first + band]
            if value.isNaN {
              masked += 1
            } else {
              low[band] = min(low[band], value)
              high[band] = max(high[band], value)
            }
          }
          maskedValues += masked
          if masked == shape.bands { emptyPixels += 1 }
        }
      }
    }
    minimum = low.min().flatMap { $0.isFinite ? $0 : nil }
    maximum = high.max().flatMap { $0.isFinite ? $0 : nil }
    constantBands = low.indices.filter { !(low[$0] < high[$0]) }.map { scene.keptBands[$0] }
  }
}
