internal import Scenes

/// Probabilities as NetCDF-4 after CF: `probability` (class, y, x) float32, NaN for no data, with
/// the names of the classes in the attribute `class_names` of `class`.
final class NetCDFProbabilityWriter: ProbabilityWriter, PendingOutput {
  private let pending: PendingFile
  private var file: NetCDFFile?
  private var probability: NetCDFFile.Variable?
  private var isFlipped = false
  private var blocks: ProbabilityBlocks
  var isOver = false

  init(path: String, layout: MapLayout) throws {
    blocks = ProbabilityBlocks(layout)
    pending = try PendingFile(path)
    do {
      let file = try NetCDFFile(creating: pending.temporary, named: path)
      self.file = file
      try file.set("Conventions", "CF-1.10")
      try file.set("title", "Class probabilities")
      let classes = try file.dimension("class", length: layout.classes.count)
      let grid = try NetCDFGrid(
        in: file, rows: layout.rows, columns: layout.columns, georeference: layout.georeference,
        named: path)
      isFlipped = grid.isFlipped
      let names = try file.variable("class", .float64, [classes])
      try file.set("long_name", "output of the classifier, from 1", on: names)
      try file.set("class_names", layout.classes.entries.map(\.name), on: names)
      let variable = try file.variable(
        "probability", .float32, [classes, grid.y, grid.x], chunk: [1, 64, 256], fill: Float.nan)
      try file.set("long_name", "probability of the class", on: variable)
      try file.set("units", "1", on: variable)
      try grid.describe(variable, in: file)
      try file.write((0..<layout.classes.count).map { Double($0 + 1) }, to: names)
      probability = variable
    } catch {
      removeWritten()
      throw error
    }
  }

  deinit { abandon() }

  func write(rows: Range<Int>, probabilities: UnsafeBufferPointer<Float>) throws {
    guard let file, let probability else { return }
    let layout = blocks.layout
    try blocks.append(rows: rows, probabilities) { [isFlipped] rows, values in
      for number in 0..<layout.classes.count {
        var band = layout.band(number, of: values)
        if isFlipped { band = turned(band, columns: layout.columns) }
        let first = isFlipped ? layout.rows - rows.upperBound : rows.lowerBound
        try band.withUnsafeBufferPointer {
          try file.write(
            $0, to: probability, start: [number, first, 0],
            count: [1, rows.count, layout.columns])
        }
      }
    }
  }

  func complete() throws {
    try blocks.requireComplete(pending.path)
    try file?.close()
    try pending.commit()
  }

  func removeWritten() {
    file = nil
    pending.discard()
  }
}

/// Rows in reverse order.
private func turned(_ values: [Float], columns: Int) -> [Float] {
  stride(from: values.count - columns, through: 0, by: -columns).flatMap {
    values[$0..<$0 + columns]
  }
}
