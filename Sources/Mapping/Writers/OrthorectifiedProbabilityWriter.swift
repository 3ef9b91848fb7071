public import Scenes

/// Puts probabilities that are made in a sensor's geometry on the ground, as
/// `OrthorectifiedMapWriter` does a map. They are in memory until they are complete: four bytes a
/// pixel and class.
public final class OrthorectifiedProbabilityWriter: ProbabilityWriter {
  private let table: GeographicLookupTable
  private let layout: MapLayout
  private let target: any ProbabilityWriter
  private var values: [Float] = []

  /// - Parameters:
  ///   - path: the file to be written, as in `makeProbabilityWriter`.
  ///   - layout: rows and columns of the sensor's image; its georeference is not used.
  ///   - scene: the file that an error names.
  public init(
    path: String, layout: MapLayout, table: GeographicLookupTable, scene: String
  ) throws {
    try table.requireInside(
      imageRows: layout.rows, imageColumns: layout.columns, file: scene)
    self.table = table
    self.layout = layout
    target = try makeProbabilityWriter(path: path, layout: layout.orthorectified(by: table))
  }

  public func write(rows: Range<Int>, probabilities: UnsafeBufferPointer<Float>) throws {
    values += probabilities
  }

  public func finish() throws {
    let count = layout.classes.count
    precondition(
      values.count == layout.rows * layout.columns * count,
      "\(values.count) probabilities for \(layout.rows)×\(layout.columns)×\(count)")
    do {
      for row in 0..<table.rows {
        var line = [Float](repeating: .nan, count: table.columns * count)
        for column in 0..<table.columns {
          guard let place = table.source(row: row, column: column) else { continue }
          let first = (place.row * layout.columns + place.column) * count
          line.replaceSubrange(
            column * count..<(column + 1) * count, with: values[first..<first + count])
        }
        try line.withUnsafeBufferPointer {
          try target.write(rows: row..<row + 1, probabilities: $0)
        }
      }
      try target.finish()
    } catch {
      target.abandon()
      throw error
    }
  }

  public func abandon() {
    target.abandon()
  }
}
