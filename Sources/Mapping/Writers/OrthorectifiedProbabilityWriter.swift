public import Scenes

/// Puts probabilities that are made in a sensor's geometry on the ground, as
/// `OrthorectifiedMapWriter` does a map. Until they are complete they wait on the disk, in a file
/// without a name: four bytes a pixel and class.
public final class OrthorectifiedProbabilityWriter: ProbabilityWriter {
  private let table: GeographicLookupTable
  private let layout: MapLayout
  private let target: any ProbabilityWriter
  private let spool: PixelSpool
  private var rowsWritten = 0

  /// - Parameters:
  ///   - path: the file to be written, as in `makeProbabilityWriter`.
  ///   - layout: rows and columns of the sensor's image; its georeference is not used.
  ///   - table: where each pixel of the file lies in the sensor's image.
  ///   - scene: the file that an error names.
  public init(
    path: String, layout: MapLayout, table: GeographicLookupTable, scene: String
  ) throws {
    try table.requireInside(
      imageRows: layout.rows, imageColumns: layout.columns, file: scene)
    self.table = table
    self.layout = layout
    spool = try PixelSpool(
      rows: layout.rows, columns: layout.columns, width: layout.classes.count,
      contents: "the probabilities of the scene")
    target = try makeProbabilityWriter(path: path, layout: layout.orthorectified(by: table))
  }

  public func write(rows: Range<Int>, probabilities: UnsafeBufferPointer<Float>) throws {
    precondition(
      probabilities.count == rows.count * layout.columns * layout.classes.count,
      "\(probabilities.count) probabilities for \(rows.count) rows of \(layout.columns)")
    try spool.write(rows: rows, probabilities: probabilities)
    rowsWritten = max(rowsWritten, rows.upperBound)
  }

  public func finish() throws {
    let count = layout.classes.count
    precondition(rowsWritten == layout.rows, "\(rowsWritten) of \(layout.rows) rows")
    do {
      for row in 0..<table.rows {
        var line = [Float](repeating: .nan, count: table.columns * count)
        for column in 0..<table.columns {
          guard let place = table.source(row: row, column: column) else { continue }
          line.replaceSubrange(
            column * count..<(column + 1) * count,
            with: try spool.read(
              rows: place.row..<place.row + 1, columns: place.column..<place.column + 1))
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
