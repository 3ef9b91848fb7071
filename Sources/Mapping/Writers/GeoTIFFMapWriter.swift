internal import Foundation
internal import Scenes

/// A class map as GeoTIFF: uint8 (uint16 above 255 classes), 0 for unclassified and no data, the
/// palette inside, CRS and geotransform, tiles of 256×256 compressed with DEFLATE.
///
/// GDAL keeps the names of the classes, as categories and as a raster attribute table, in
/// `map.tif.aux.xml`. QGIS takes names and colours from `map.qml`. Confidence is a float32 GeoTIFF
/// beside the map, NaN where there is none.
final class GeoTIFFMapWriter: MapWriter, PendingOutput {
  private static let tile = 256
  private static let options = [
    "TILED=YES", "BLOCKXSIZE=\(tile)", "BLOCKYSIZE=\(tile)", "COMPRESS=DEFLATE",
    "BIGTIFF=IF_SAFER",
  ]

  private let pending: PendingFile
  private let confidencePending: PendingFile?
  private let stylePending: PendingFile?
  private var raster: RasterFile?
  private var confidenceRaster: RasterFile?
  private var progress: RowProgress
  private var blocks: RowBlocks<UInt16>
  private var confidenceBlocks: RowBlocks<Float>
  var isOver = false

  /// - Parameter isStyled: whether QGIS's style is written beside the map.
  init(path: String, layout: MapLayout, isStyled: Bool = true) throws {
    progress = RowProgress(layout)
    blocks = RowBlocks(rows: layout.rows, columns: layout.columns, height: Self.tile)
    confidenceBlocks = RowBlocks(
      rows: layout.confidence ? layout.rows : 0, columns: layout.columns, height: Self.tile)
    pending = try PendingFile(path)
    confidencePending = layout.confidence ? try PendingFile(confidencePath(beside: path)) : nil
    do {
      stylePending = isStyled ? try PendingFile(Self.style(of: path)) : nil
    } catch {
      pending.discard()
      confidencePending?.discard()
      throw error
    }
    do {
      var legend = RasterFile.Legend(
        palette: layout.palette, categories: layout.categories, nodata: 0,
        georeference: layout.georeference)
      legend.hasAttributeTable = true
      raster = try RasterFile(
        creating: pending.temporary, named: path, driver: "GTiff", rows: layout.rows,
        columns: layout.columns, sample: layout.fitsBytes ? .uint8 : .uint16,
        options: Self.options, legend: legend)
      confidenceRaster = try confidencePending.map {
        try RasterFile(
          creating: $0.temporary, named: $0.path, driver: "GTiff", rows: layout.rows,
          columns: layout.columns, sample: .float32, options: Self.options + ["PREDICTOR=3"],
          legend: RasterFile.Legend(nodata: .nan, georeference: layout.georeference))
      }
    } catch {
      removeWritten()
      throw error
    }
  }

  deinit { abandon() }

  func write(
    rows: Range<Int>, classes: UnsafeBufferPointer<UInt16>,
    confidence: UnsafeBufferPointer<Float>?
  ) throws {
    progress.accept(rows: rows, classes: classes, confidence: confidence)
    try blocks.append(classes) { rows, values in try raster?.write(rows: rows, values) }
    if let confidence {
      try confidenceBlocks.append(confidence) { rows, values in
        try confidenceRaster?.write(rows: rows, values)
      }
    }
  }

  func complete() throws {
    try progress.requireComplete(pending.path)
    if progress.layout.overviews {
      // The class that most of the pixels below have: an average of numbers would be no class.
      try raster?.addOverviews(.mode)
      try confidenceRaster?.addOverviews(.average)
    }
    try raster?.close()
    try confidenceRaster?.close()
    if let stylePending {
      try writeBytes(
        Array(qgisStyle(of: progress.layout).utf8), to: stylePending.temporary,
        named: stylePending.path)
    }
    try confidencePending?.commit()
    try pending.commit()
    try stylePending?.commit()
  }

  func removeWritten() {
    // GDAL writes the sidecar when it closes.
    raster = nil
    confidenceRaster = nil
    for file in [pending, confidencePending, stylePending].compactMap({ $0 }) { file.discard() }
  }

  /// "map.tif" ↦ "map.qml"
  private static func style(of path: String) -> String {
    URL(fileURLWithPath: path).deletingPathExtension().path + ".qml"
  }
}
