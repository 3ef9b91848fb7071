internal import Scenes

/// Numbers of every pixel of a scene on the disk, in a file without a name: written and read by
/// rectangles. The system keeps as much of it in memory as there is room for.
package final class PixelSpool: ProbabilityWriter {
  let rows: Int
  let columns: Int
  /// Numbers a pixel.
  let width: Int
  private let file: SpoolFile

  /// - Parameter contents: what it is for, as in "the probabilities of the scene".
  /// - Throws: `SceneError` if there is no room for rows × columns × width × 4 bytes.
  init(rows: Int, columns: Int, width: Int, contents: String) throws {
    (self.rows, self.columns, self.width) = (rows, columns, width)
    file = try SpoolFile(bytes: rows * columns * width * 4, contents: contents)
  }

  package func write(rows: Range<Int>, probabilities: UnsafeBufferPointer<Float>) throws {
    try file.write(
      UnsafeRawBufferPointer(probabilities), at: rows.lowerBound * columns * width * 4)
  }

  /// Writes a rectangle, in pixel order.
  func write(rows: Range<Int>, columns wanted: Range<Int>, _ values: [Float]) throws {
    try values.withUnsafeBufferPointer { values in
      guard wanted.count < columns else { return try write(rows: rows, probabilities: values) }
      let line = wanted.count * width
      for (index, row) in rows.enumerated() {
        try file.write(
          UnsafeRawBufferPointer(
            UnsafeBufferPointer(rebasing: values[(index * line)..<((index + 1) * line)])),
          at: (row * columns + wanted.lowerBound) * width * 4)
      }
    }
  }

  package func finish() throws {}
  package func abandon() {}

  /// The numbers of a rectangle, in pixel order.
  func read(rows: Range<Int>, columns wanted: Range<Int>) throws -> [Float] {
    let line = wanted.count * width
    return try [Float](unsafeUninitializedCapacity: rows.count * line) { values, count in
      if wanted.count == columns {
        try file.read(
          UnsafeMutableRawBufferPointer(
            UnsafeMutableBufferPointer(rebasing: values[..<(rows.count * line)])),
          at: rows.lowerBound * columns * width * 4)
      } else {
        for (index, row) in rows.enumerated() {
          try file.read(
            UnsafeMutableRawBufferPointer(
              UnsafeMutableBufferPointer(rebasing: values[(index * line)..<((index + 1) * line)])),
            at: (row * columns + wanted.lowerBound) * width * 4)
        }
      }
      count = rows.count * line
    }
  }
}
