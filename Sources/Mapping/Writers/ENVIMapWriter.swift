internal import Scenes

/// A class map as an ENVI Classification: the numbers in `map.img`, uint8 (uint16 above 255
/// classes), and beside them `map.hdr` with the names and colours of the classes from
/// "Unclassified", which is 0, and where the map lies.
///
/// Confidence is a float32 ENVI file beside the map, NaN where there is none.
final class ENVIMapWriter: MapWriter, PendingOutput {
  private let pending: PendingFile
  private let confidencePending: PendingFile?
  private var raster: RasterFile?
  private var confidenceRaster: RasterFile?
  private var progress: RowProgress
  var isOver = false

  init(path: String, layout: MapLayout) throws {
    progress = RowProgress(layout)
    pending = try PendingFile(path)
    confidencePending = layout.confidence ? try PendingFile(confidencePath(beside: path)) : nil
    do {
      raster = try RasterFile(
        creating: pending.temporary, named: path, driver: "ENVI", rows: layout.rows,
        columns: layout.columns, sample: layout.fitsBytes ? .uint8 : .uint16, options: [],
        legend: RasterFile.Legend(
          palette: layout.palette, categories: layout.categories.map(Self.headerText),
          georeference: layout.georeference))
      confidenceRaster = try confidencePending.map {
        try RasterFile(
          creating: $0.temporary, named: $0.path, driver: "ENVI", rows: layout.rows,
          columns: layout.columns, sample: .float32, options: [],
          legend: RasterFile.Legend(nodata: .nan, georeference: layout.georeference))
      }
    } catch {
      removeWritten()
      throw error
    }
  }

  deinit { abandon() }

  /// A name that can stand in a header's list, which commas and braces end.
  private static func headerText(_ name: String) -> String {
    let kept = name.map { ",{}".contains($0) || $0.isNewline ? " " : $0 }
    return String(kept).split(separator: " ").joined(separator: " ")
  }

  func write(
    rows: Range<Int>, classes: UnsafeBufferPointer<UInt16>,
    confidence: UnsafeBufferPointer<Float>?
  ) throws {
    progress.accept(rows: rows, classes: classes, confidence: confidence)
    try raster?.write(rows: rows, classes)
    if let confidence { try confidenceRaster?.write(rows: rows, confidence) }
  }

  func complete() throws {
    try progress.requireComplete(pending.path)
    try raster?.close()
    try confidenceRaster?.close()
    for file in [confidencePending, pending].compactMap({ $0 }) {
      // The header says all; what GDAL notes beside it would hide the header.
      removeFile(file.temporary + ".aux.xml")
      try file.commit()
    }
  }

  func removeWritten() {
    // GDAL writes the header when it closes.
    raster = nil
    confidenceRaster = nil
    for file in [pending, confidencePending].compactMap({ $0 }) { file.discard() }
  }
}
