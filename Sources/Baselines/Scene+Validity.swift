internal import Scenes

extension Scene {
  /// Whether any band of each pixel of some rows has a value.
  func validity(of rows: Range<Int>) throws -> [Bool] {
    let (columns, bands) = (shape.columns, shape.bands)
    let values = UnsafeMutableBufferPointer<Float>.allocate(
      capacity: rows.count * columns * bands)
    defer { values.deallocate() }
    try read(rows: rows, columns: 0..<columns, into: values)
    return (0..<(rows.count * columns)).map { pixel in
      values[(pixel * bands)..<((pixel + 1) * bands)].contains(where: \.isFinite)
    }
  }
}
