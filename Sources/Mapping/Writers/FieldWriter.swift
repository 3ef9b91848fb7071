internal import Foundation
public import Scenes

/// One number a pixel that is being written, by strips of whole rows from the top; nothing is seen
/// under the file's name before `finish`.
public protocol FieldWriter: AnyObject {
  /// - Parameters:
  ///   - rows: follows without a gap on the rows before it.
  ///   - values: rows · columns, NaN if there is none.
  func write(rows: Range<Int>, _ values: UnsafeBufferPointer<Float>) throws
  func finish() throws
  func abandon()
}

/// What a field of numbers is before its pixels are known.
public struct FieldLayout: Sendable, Equatable {
  public var rows: Int
  public var columns: Int
  /// What the numbers are, such as "distance".
  public var name: String
  public var georeference: Georeference?

  public init(rows: Int, columns: Int, name: String, georeference: Georeference? = nil) {
    self.rows = rows
    self.columns = columns
    self.name = name
    self.georeference = georeference
  }
}

/// Begins a field in the format that its name ends on: GeoTIFF and HDF5 hold the numbers as float32,
/// NaN if there is none; a PNG shows them from the least (white) to the largest (black) over a
/// scale that says what these are.
///
/// - Throws: `SceneError` for another extension, or a folder that may not be written to.
public func makeFieldWriter(path: String, layout: FieldLayout) throws -> any FieldWriter {
  try MapFormat.field(path, layout)
}

/// A GeoTIFF of float32 bands in tiles 256 wide: one band, or one for each component.
final class GeoTIFFFieldWriter: FieldWriter, PendingOutput {
  private let pending: PendingFile
  private var raster: RasterFile?
  private var blocks: RowBlocks<Float>
  var isOver = false

  convenience init(path: String, layout: FieldLayout) throws {
    try self.init(
      path: path, rows: layout.rows, columns: layout.columns, bands: nil,
      georeference: layout.georeference)
  }

  convenience init(path: String, layout: EmbeddingLayout) throws {
    try self.init(
      path: path, rows: layout.rows, columns: layout.columns, bands: layout.names,
      georeference: layout.georeference)
  }

  private init(
    path: String, rows: Int, columns: Int, bands: [String]?, georeference: Georeference?
  ) throws {
    // Lower tiles for many bands, so that a block of a wide scene stays small.
    let height = bands == nil ? 256 : 16
    blocks = RowBlocks(rows: rows, columns: columns * (bands?.count ?? 1), height: height)
    pending = try PendingFile(path)
    do {
      raster = try RasterFile(
        creating: pending.temporary, named: path, driver: "GTiff", rows: rows, columns: columns,
        sample: .float32,
        options: [
          "TILED=YES", "BLOCKXSIZE=256", "BLOCKYSIZE=\(height)", "COMPRESS=DEFLATE", "PREDICTOR=3",
          "INTERLEAVE=BAND", "BIGTIFF=IF_SAFER",
        ], legend: RasterFile.Legend(nodata: .nan, georeference: georeference, bands: bands))
    } catch {
      abandon()
      throw error
    }
  }

  deinit { abandon() }

  func write(rows: Range<Int>, _ values: UnsafeBufferPointer<Float>) throws {
    try blocks.append(values) { rows, values in try raster?.write(rows: rows, values) }
  }

  func complete() throws {
    try raster?.close()
    try pending.commit()
  }

  func removeWritten() {
    raster = nil
    pending.discard()
  }
}

/// An HDF5 file with the field under its name.
final class HDF5FieldWriter: FieldWriter, PendingOutput {
  private let pending: PendingFile
  private var file: HDF5File?
  private var dataset: HDF5Dataset?
  private var blocks: RowBlocks<Float>
  private let columns: Int
  var isOver = false

  init(path: String, layout: FieldLayout) throws {
    blocks = RowBlocks(rows: layout.rows, columns: layout.columns, height: 256)
    columns = layout.columns
    pending = try PendingFile(path)
    do {
      try pending.naming { temporary in
        let file = try HDF5File.createOutput(temporary)
        self.file = file
        try file.setAttribute("Conventions", .string("CF-1.10"))
        let name = "/" + layout.name
        dataset = try file.createDataset(
          name, of: Float.self, shape: [layout.rows, layout.columns], chunk: [256, 256],
          fill: .nan)
        try file.setAttribute("_FillValue", number: Float.nan, on: name)
        if let georeference = layout.georeference {
          try file.write(georeference, rows: layout.rows, columns: columns, of: [name])
        }
      }
    } catch {
      abandon()
      throw error
    }
  }

  deinit { abandon() }

  func write(rows: Range<Int>, _ values: UnsafeBufferPointer<Float>) throws {
    try pending.naming { _ in
      try blocks.append(values) { rows, values in
        try dataset?.write(values, start: [rows.lowerBound, 0], count: [rows.count, columns])
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
