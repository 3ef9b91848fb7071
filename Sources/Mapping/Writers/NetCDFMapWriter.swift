internal import Scenes

/// A class map as NetCDF-4 after CF 1.10: `map` (y, x), the codes of the classes in the smallest type
/// that they fit, with `flag_values` and `flag_meanings`; `_FillValue` is unclassified: 0, or 255, …
/// if 0 is a class; `confidence` (y, x)
/// float32 if asked for; `crs`, `y` and `x` if the scene says where it lies. North is up.
final class NetCDFMapWriter: MapWriter, PendingOutput {
  private static let chunk = 256

  private let pending: PendingFile
  private var file: NetCDFFile?
  private var map: NetCDFFile.Variable?
  private var confidenceMap: NetCDFFile.Variable?
  private var isFlipped = false
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
      let file = try NetCDFFile(creating: pending.temporary, named: path)
      self.file = file
      try define(in: file)
    } catch {
      removeWritten()
      throw error
    }
  }

  deinit { abandon() }

  private func define(in file: NetCDFFile) throws {
    let layout = progress.layout
    try file.set("Conventions", "CF-1.10")
    try file.set("title", "Class map")
    let grid = try NetCDFGrid(
      in: file, rows: layout.rows, columns: layout.columns, georeference: layout.georeference,
      named: pending.path)
    isFlipped = grid.isFlipped
    let chunk = [Self.chunk, Self.chunk]
    let (axes, none) = ([grid.y, grid.x], layout.unclassified)
    let map =
      switch layout.storage {
      case .uint8: try file.variable("map", .uint8, axes, chunk: chunk, fill: UInt8(none))
      case .uint16: try file.variable("map", .uint16, axes, chunk: chunk, fill: UInt16(none))
      case .int32: try file.variable("map", .int32, axes, chunk: chunk, fill: Int32(none))
      case .int64: try file.variable("map", .int64, axes, chunk: chunk, fill: Int64(none))
      }
    let classes = layout.classes.entries
    try file.set("long_name", "class", on: map)
    try file.set("flag_values", own: classes.map { Int64($0.code) }, on: map)
    let words = flagMeanings(classes.map(\.name)).joined(separator: " ")
    try file.set("flag_meanings", words, on: map)
    try file.set("class_names", classes.map(\.name), on: map)
    try file.set("class_colours", classes.map { $0.colour.hexadecimal }, on: map)
    try grid.describe(map, in: file)
    self.map = map
    guard layout.confidence else { return }
    let confidence = try file.variable(
      "confidence", .float32, [grid.y, grid.x], chunk: chunk, fill: Float.nan)
    try file.set("long_name", "confidence of the class", on: confidence)
    try file.set("units", "1", on: confidence)
    try grid.describe(confidence, in: file)
    confidenceMap = confidence
  }

  func write(
    rows: Range<Int>, classes: UnsafeBufferPointer<UInt16>,
    confidence: UnsafeBufferPointer<Float>?
  ) throws {
    progress.accept(rows: rows, classes: classes, confidence: confidence)
    let (height, columns) = (progress.layout.rows, progress.layout.columns)
    guard let file, let map else { return }
    try blocks.append(classes) { rows, values in
      try northUp(rows, values, height: height) { rows, values in
        try progress.layout.coded(values).withUnsafeBufferPointer {
          try file.write($0, to: map, start: [rows.lowerBound, 0], count: [rows.count, columns])
        }
      }
    }
    guard let confidence, let confidenceMap else { return }
    try confidenceBlocks.append(confidence) { rows, values in
      try northUp(rows, values, height: height) { rows, values in
        try file.write(
          values, to: confidenceMap, start: [rows.lowerBound, 0], count: [rows.count, columns])
      }
    }
  }

  /// Rows as they come, or turned over if the scene's first row is its southernmost.
  private func northUp<Value>(
    _ rows: Range<Int>, _ values: UnsafeBufferPointer<Value>, height: Int,
    emit: (Range<Int>, UnsafeBufferPointer<Value>) throws -> Void
  ) throws {
    guard isFlipped else { return try emit(rows, values) }
    let columns = values.count / max(1, rows.count)
    let turned = (0..<rows.count).reversed().flatMap { row in
      values[row * columns..<(row + 1) * columns]
    }
    try turned.withUnsafeBufferPointer {
      try emit(height - rows.upperBound..<height - rows.lowerBound, $0)
    }
  }

  func complete() throws {
    try progress.requireComplete(pending.path)
    try file?.close()
    try pending.commit()
  }

  func removeWritten() {
    file = nil
    pending.discard()
  }
}

extension MapFormat {
  /// NetCDF-4 after the CF conventions.
  static let netCDF = MapFormat(
    "NetCDF", extensions: ["nc"], features: [.confidence], maps: NetCDFMapWriter.init,
    probabilities: NetCDFProbabilityWriter.init)
}
