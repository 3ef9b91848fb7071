internal import Scenes

/// Probabilities as HDF5: `probability` (class, row, column) float32, NaN for no data, with
/// `class_names`; `crs`, `x` and `y` as in a map.
final class HDF5ProbabilityWriter: ProbabilityWriter, PendingOutput {
  private let pending: PendingFile
  private var file: HDF5File?
  private var probability: HDF5Dataset?
  private var blocks: ProbabilityBlocks
  var isOver = false

  init(path: String, layout: MapLayout) throws {
    blocks = ProbabilityBlocks(layout)
    pending = try PendingFile(path)
    do {
      try pending.naming { temporary in
        let file = try HDF5File.createOutput(temporary)
        self.file = file
        try file.setAttribute("Conventions", .string("CF-1.10"))
        try file.setAttribute("title", .string("Class probabilities"))
        probability = try file.createDataset(
          "/probability", of: Float.self,
          shape: [layout.classes.count, layout.rows, layout.columns], chunk: [1, 64, 256],
          fill: .nan)
        let names = layout.classes.entries.map(\.name)
        try file.setAttribute("class_names", .strings(names), on: "/probability")
        try file.setAttribute("long_name", .string("probability of the class"), on: "/probability")
        try file.setAttribute("units", .string("1"), on: "/probability")
        try file.setAttribute("_FillValue", number: Float.nan, on: "/probability")
        if let georeference = layout.georeference {
          try file.write(
            georeference, rows: layout.rows, columns: layout.columns, of: ["/probability"])
        }
      }
    } catch {
      removeWritten()
      throw error
    }
  }

  deinit { abandon() }

  func write(rows: Range<Int>, probabilities: UnsafeBufferPointer<Float>) throws {
    let layout = blocks.layout
    try pending.naming { _ in
      try blocks.append(rows: rows, probabilities) { rows, values in
        for number in 0..<layout.classes.count {
          try layout.band(number, of: values).withUnsafeBufferPointer {
            try probability?.write(
              $0, start: [number, rows.lowerBound, 0], count: [1, rows.count, layout.columns])
          }
        }
      }
    }
  }

  func complete() throws {
    try blocks.requireComplete(pending.path)
    probability = nil
    try pending.naming { _ in try file?.close() }
    try pending.commit()
  }

  func removeWritten() {
    probability = nil
    file = nil
    pending.discard()
  }
}
