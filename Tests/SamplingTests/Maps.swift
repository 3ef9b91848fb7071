import Sampling
import Scenes

/// A label map of rectangles of classes, some pixels unlabelled, as field plots are.
func plotMap(rows: Int, columns: Int, classes: Int, plot: Int = 7, seed: UInt64) -> LabelMap {
  var generator = SeededGenerator(seed: seed)
  let across = (columns + plot - 1) / plot
  let down = (rows + plot - 1) / plot
  let classOf = (0..<across * down).map { _ in
    UInt16.random(in: 0...UInt16(classes), using: &generator)
  }
  var labels = LabelMap(
    rows: rows, columns: columns, values: Array(repeating: 0, count: rows * columns))
  for row in 0..<rows {
    for column in 0..<columns where UInt8.random(in: 0..<10, using: &generator) > 0 {
      labels[row: row, column: column] = classOf[row / plot * across + column / plot]
    }
  }
  // Every class occurs at least twice, in the last plots' place.
  for label in 1...classes {
    labels[row: 0, column: label] = UInt16(label)
    labels[row: rows - 1, column: label] = UInt16(label)
  }
  return labels
}

/// A scene in memory, of which every value is known.
struct MemoryScene: SpectraReader {
  let shape: CubeShape
  var values: [Float]

  /// Values random in −1…1.
  init(rows: Int, columns: Int, bands: Int, seed: UInt64 = 1) {
    shape = CubeShape(rows: rows, columns: columns, bands: bands)
    var generator = SeededGenerator(seed: seed)
    values = (0..<rows * columns * bands).map { _ in
      Float.random(in: -1...1, using: &generator)
    }
  }

  func read(
    rows: Range<Int>, columns: Range<Int>, into buffer: UnsafeMutableBufferPointer<Float>
  ) throws {
    guard
      rows.lowerBound >= 0, rows.upperBound <= shape.rows, columns.lowerBound >= 0,
      columns.upperBound <= shape.columns,
      buffer.count == rows.count * columns.count * shape.bands
    else { throw SamplingError("read of rows \(rows), columns \(columns) of \(shape)") }
    var at = 0
    for row in rows {
      for column in columns {
        for band in 0..<shape.bands {
          buffer[at] = self[row, column, band]
          at += 1
        }
      }
    }
  }

  subscript(row: Int, column: Int, band: Int) -> Float {
    get { values[(row * shape.columns + column) * shape.bands + band] }
    set { values[(row * shape.columns + column) * shape.bands + band] = newValue }
  }

  /// A standardisation that changes nothing.
  var plain: Standardisation {
    Standardisation(
      mean: Array(repeating: 0, count: shape.bands),
      deviation: Array(repeating: 1, count: shape.bands))
  }
}
