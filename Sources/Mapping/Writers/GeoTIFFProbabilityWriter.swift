internal import Scenes

/// Probabilities as GeoTIFF: a float32 band for each class, NaN for no data, tiled and compressed.
final class GeoTIFFProbabilityWriter: ProbabilityWriter, PendingOutput {
  private let pending: PendingFile
  private var raster: RasterFile?
  private var blocks: ProbabilityBlocks
  var isOver = false

  init(path: String, layout: MapLayout) throws {
    blocks = ProbabilityBlocks(layout)
    pending = try PendingFile(path)
    do {
      raster = try RasterFile(
        creating: pending.temporary, named: path, driver: "GTiff", rows: layout.rows,
        columns: layout.columns, sample: .float32,
        options: [
          "TILED=YES", "BLOCKXSIZE=256", "BLOCKYSIZE=64", "COMPRESS=DEFLATE", "PREDICTOR=3",
          "INTERLEAVE=BAND", "BIGTIFF=IF_SAFER",
        ],
        legend: RasterFile.Legend(
          nodata: .nan, georeference: layout.georeference,
          bands: layout.classes.entries.map(\.name)))
    } catch {
      pending.discard()
      throw error
    }
  }

  deinit { abandon() }

  func write(rows: Range<Int>, probabilities: UnsafeBufferPointer<Float>) throws {
    try blocks.append(rows: rows, probabilities) { rows, values in
      try raster?.write(rows: rows, values)
    }
  }

  func complete() throws {
    try blocks.requireComplete(pending.path)
    try raster?.close()
    try pending.commit()
  }

  func removeWritten() {
    raster = nil
    pending.discard()
  }
}
