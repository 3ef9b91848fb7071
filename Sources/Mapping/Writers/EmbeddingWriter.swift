internal import Scenes

/// Embeddings as HDF5, by strips of whole rows from the top, written beside the file and then
/// renamed.
final class EmbeddingWriter: FieldWriter, PendingOutput {
  private let pending: PendingFile
  private let columns: Int
  private let factors: Int
  private var blocks: RowBlocks<Float>
  private var file: HDF5File?
  private var dataset: HDF5Dataset?
  var isOver = false

  init(path: String, layout: EmbeddingLayout) throws {
    let (rows, columns, factors) = (layout.rows, layout.columns, layout.names.count)
    self.columns = columns
    self.factors = factors
    // Whole pixels, about 256 KiB a chunk. They hardly shrink, so they are not compressed.
    let side = max(1, Int((65_536 / Double(factors)).squareRoot()))
    blocks = RowBlocks(rows: rows, columns: columns * factors, height: side)
    pending = try PendingFile(path)
    do {
      try pending.naming { temporary in
        let file = try HDF5File.createOutput(temporary)
        self.file = file
        try file.setAttribute("Conventions", .string("CF-1.10"))
        try file.setAttribute("title", .string("Embedding of every pixel"))
        dataset = try file.createDataset(
          "/embedding", of: Float.self, shape: [rows, columns, factors],
          chunk: [side, side, factors], deflate: 0, fill: .nan)
        try file.setAttribute("long_name", .string(layout.meaning), on: "/embedding")
        try file.setAttribute("_FillValue", number: Float.nan, on: "/embedding")
        if let georeference = layout.georeference {
          try file.write(georeference, rows: rows, columns: columns, of: ["/embedding"])
        }
      }
    } catch {
      abandon()
      throw error
    }
  }

  deinit { abandon() }

  func write(rows: Range<Int>, _ values: UnsafeBufferPointer<Float>) throws {
    try blocks.append(values) { rows, values in
      try pending.naming { _ in
        try dataset?.write(
          values, start: [rows.lowerBound, 0, 0], count: [rows.count, columns, factors])
      }
    }
  }

  func complete() throws {
    dataset = nil
    try pending.naming { _ in try file?.close() }
    try pending.commit()
  }

  func removeWritten() {
    dataset = nil
    file = nil
    pending.discard()
  }
}
