internal import Scenes

/// Probabilities of a whole scene on the disk, in a file without a name: written by strips, read by
/// rectangles; the system keeps of it in memory what there is room for.
final class ProbabilitySpool: ProbabilityWriter {
  let rows: Int
  let columns: Int
  let classes: Int
  private let file: SpoolFile

  /// - Throws: `SceneError` where there is no room for rows × columns × classes × 4 bytes.
  init(rows: Int, columns: Int, classes: Int) throws {
    (self.rows, self.columns, self.classes) = (rows, columns, classes)
    file = try SpoolFile(
      bytes: rows * columns * classes * 4,
      contents: "the probabilities of the scene")
  }

  func write(rows: Range<Int>, probabilities: UnsafeBufferPointer<Float>) throws {
    try file.write(
      UnsafeRawBufferPointer(probabilities), at: rows.lowerBound * columns * classes * 4)
  }

  func finish() throws {}
  func abandon() {}

  /// Probabilities of a rectangle, in pixel order.
  func read(rows: Range<Int>, columns wanted: Range<Int>) throws -> [Float] {
    let line = wanted.count * classes
    return try [Float](unsafeUninitializedCapacity: rows.count * line) { values, count in
      for (index, row) in rows.enumerated() {
        try file.read(
          UnsafeMutableRawBufferPointer(
            UnsafeMutableBufferPointer(rebasing: values[(index * line)..<((index + 1) * line)])),
          at: (row * columns + wanted.lowerBound) * classes * 4)
      }
      count = rows.count * line
    }
  }
}
