internal import Scenes

/// A class map as HDF5, laid out after CF (§3.5 flags, §5.6 grid mapping):
///
/// - `map` (rows, columns), the codes of the classes in the smallest type that they fit; `_FillValue`
///   is unclassified: 0, or 255, … if 0 is a class; attributes `flag_values` (the codes),
///   `flag_meanings`, `class_names` and `class_colours` by class;
/// - `confidence` (rows, columns) float32, NaN if there is none, if asked for;
/// - `crs` (scalar) with `crs_wkt` and `GeoTransform`, and `x`, `y`, the coordinates of the pixels'
///   centres, if the scene says where it lies.
final class HDF5MapWriter: MapWriter, PendingOutput {
  private static let chunk = 256

  private let pending: PendingFile
  private var file: HDF5File?
  private var map: HDF5Dataset?
  private var confidenceMap: HDF5Dataset?
  private var progress: RowProgress
  private var blocks: RowBlocks<UInt16>
  private var confidenceBlocks: RowBlocks<Float>
  var isOver = false

  init(path: String, layout: MapLayout) throws {
    progress = RowProgress(layout)
    blocks = RowBlocks(rows: layout.rows, columns: layout.columns, height: Self.chunk)
    confidenceBlocks = RowBlocks(
      rows: layout.confidence ? layout.rows : 0, columns: layout.columns, height: Self.chunk)
    pending = try PendingFile(path)
    do {
      try pending.naming { temporary in
        let file = try HDF5File.createOutput(temporary)
        self.file = file
        try file.setAttribute("Conventions", .string("CF-1.10"))
        try file.setAttribute("title", .string("Class map"))
        switch layout.storage {
        case .uint8: map = try makeMap(in: file, UInt8.self)
        case .uint16: map = try makeMap(in: file, UInt16.self)
        case .int32: map = try makeMap(in: file, Int32.self)
        case .int64: map = try makeMap(in: file, Int64.self)
        }
        if layout.confidence { confidenceMap = try makeConfidence(in: file) }
        if let georeference = layout.georeference {
          try file.write(
            georeference, rows: layout.rows, columns: layout.columns,
            of: ["/map"] + (layout.confidence ? ["/confidence"] : []))
        }
      }
    } catch {
      removeWritten()
      throw error
    }
  }

  deinit { abandon() }

  private func makeMap<Value: HDF5Element & FixedWidthInteger>(
    in file: HDF5File, _ type: Value.Type
  ) throws -> HDF5Dataset {
    let layout = progress.layout
    let map = try file.createDataset(
      "/map", of: type, shape: [layout.rows, layout.columns], chunk: [Self.chunk, Self.chunk],
      fill: Value(layout.unclassified))
    let classes = layout.classes.entries
    try file.setAttribute("long_name", .string("class"), on: "/map")
    try file.setAttribute("_FillValue", number: Value(layout.unclassified), on: "/map")
    try file.setAttribute("flag_values", numbers: classes.map { Value($0.code) }, on: "/map")
    try file.setAttribute(
      "flag_meanings", .string(flagMeanings(classes.map(\.name)).joined(separator: " ")),
      on: "/map")
    try file.setAttribute("class_names", .strings(classes.map(\.name)), on: "/map")
    try file.setAttribute(
      "class_colours", .strings(classes.map { $0.colour.hexadecimal }), on: "/map")
    return map
  }

  private func makeConfidence(in file: HDF5File) throws -> HDF5Dataset {
    let layout = progress.layout
    let confidence = try file.createDataset(
      "/confidence", of: Float.self, shape: [layout.rows, layout.columns],
      chunk: [Self.chunk, Self.chunk], fill: .nan)
    try file.setAttribute("long_name", .string("confidence of the class"), on: "/confidence")
    try file.setAttribute("units", .string("1"), on: "/confidence")
    try file.setAttribute("_FillValue", number: Float.nan, on: "/confidence")
    return confidence
  }

  func write(
    rows: Range<Int>, classes: UnsafeBufferPointer<UInt16>,
    confidence: UnsafeBufferPointer<Float>?
  ) throws {
    progress.accept(rows: rows, classes: classes, confidence: confidence)
    let columns = progress.layout.columns
    try pending.naming { _ in
      try blocks.append(classes) { rows, values in
        try progress.layout.coded(values).withUnsafeBufferPointer {
          try map?.write($0, start: [rows.lowerBound, 0], count: [rows.count, columns])
        }
      }
      if let confidence {
        try confidenceBlocks.append(confidence) { rows, values in
          try confidenceMap?.write(
            values, start: [rows.lowerBound, 0], count: [rows.count, columns])
        }
      }
    }
  }

  func complete() throws {
    try progress.requireComplete(pending.path)
    map = nil
    confidenceMap = nil
    try pending.naming { _ in try file?.close() }
    try pending.commit()
  }

  func removeWritten() {
    map = nil
    confidenceMap = nil
    file = nil
    pending.discard()
  }
}

extension MapFormat {
  /// HDF5, which also holds embeddings.
  static let hdf5 = MapFormat(
    "HDF5", extensions: ["h5", "hdf5", "he5"], features: [.confidence],
    maps: HDF5MapWriter.init, probabilities: HDF5ProbabilityWriter.init,
    fields: HDF5FieldWriter.init, embeddings: EmbeddingWriter.init)
}
