internal import Foundation
internal import Scenes

/// Some whole rows of a map as HDF5: `part`, a JSON text in bytes (see `MapPart`), `classes` (rows,
/// columns), rows of the legend, and `confidence`, as in the map's layout. What cannot be known of a
/// part alone, such as a picture's legend, is left to `MapJoin`.
package final class MapPartWriter: MapWriter, PendingOutput {
  private let part: MapPart
  private let pending: PendingFile
  private var file: HDF5File?
  private var classes: HDF5Dataset?
  private var confidences: HDF5Dataset?
  private var next: Int
  var isOver = false

  /// - Throws: `SceneError` if the file cannot be written.
  package init(path: String, part: MapPart) throws {
    self.part = part
    next = part.first
    guard ["h5", "hdf5", "he5"].contains(fileExtension(of: path)) else {
      throw SceneError(
        file: path, problem: "cannot be a part of a map, which is written as HDF5",
        remedy: "End the name in .h5; `facet join` writes the map in any format")
    }
    pending = try PendingFile(path)
    do {
      try pending.naming { temporary in
        let file = try HDF5File.createOutput(temporary)
        self.file = file
        let text = [UInt8](try JSONEncoder.stable.encode(part))
        try file.createDataset("/part", of: UInt8.self, shape: [text.count]).write(text)
        guard part.count > 0 else { return }
        let (shape, chunk) = ([part.count, part.columns], [64, 256])
        classes = try file.createDataset("/classes", of: UInt16.self, shape: shape, chunk: chunk)
        if part.confidence {
          confidences = try file.createDataset(
            "/confidence", of: Float.self, shape: shape, chunk: chunk, fill: .nan)
        }
      }
    } catch {
      removeWritten()
      throw error
    }
  }

  deinit { abandon() }

  package func write(
    rows: Range<Int>, classes values: UnsafeBufferPointer<UInt16>,
    confidence: UnsafeBufferPointer<Float>?
  ) throws {
    precondition(
      rows.lowerBound == next && rows.upperBound <= part.range.upperBound,
      "rows \(rows) written after \(next) of \(part.range)")
    next = rows.upperBound
    let (start, count) = ([rows.lowerBound - part.first, 0], [rows.count, part.columns])
    try pending.naming { _ in
      try classes?.write(values, start: start, count: count)
      if let confidence { try confidences?.write(confidence, start: start, count: count) }
    }
  }

  package func finish() throws {
    do {
      try complete()
      isOver = true
    } catch {
      abandon()
      throw error
    }
  }

  package func abandon() {
    guard !isOver else { return }
    isOver = true
    removeWritten()
  }

  func complete() throws {
    guard next == part.range.upperBound else {
      throw SceneError(
        file: pending.path, problem: "only rows to \(next) of \(part.range) were written")
    }
    (classes, confidences) = (nil, nil)
    try pending.naming { _ in try file?.close() }
    try pending.commit()
  }

  func removeWritten() {
    (classes, confidences, file) = (nil, nil, nil)
    pending.discard()
  }
}
