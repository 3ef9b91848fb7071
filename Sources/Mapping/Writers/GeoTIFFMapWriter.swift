internal import Foundation
internal import Scenes

/// A class map as GeoTIFF: the codes of the classes in the smallest type that they fit, 0 for
/// unclassified and no data (255, … if 0 is a class), CRS and geotransform, tiles of 256×256
/// compressed with DEFLATE; codes of 8 bits have a palette inside.
///
/// GDAL keeps the names of the classes in `map.tif.aux.xml`: as a raster attribute table and, for
/// codes of 8 bits, as category names. QGIS takes names and colours from `map.qml`. Confidence is a
/// float32 GeoTIFF beside the map, NaN if there is none.
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
      raster = try RasterFile(
        creating: pending.temporary, named: path, driver: "GTiff", rows: layout.rows,
        columns: layout.columns, sample: layout.storage.sample, options: Self.options,
        legend: RasterFile.Legend(
          palette: layout.palette, categories: layout.categories,
          classes: layout.classes.entries, nodata: Double(layout.unclassified),
          georeference: layout.georeference))
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
    try blocks.append(classes) { rows, values in
      try progress.layout.coded(values).withUnsafeBufferPointer {
        try raster?.write(rows: rows, $0)
      }
    }
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
    // The map itself comes last: if it is there, all files are.
    try confidencePending?.commit()
    try stylePending?.commit()
    try pending.commit()
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

extension MapFormat {
  /// A raster that every program of the field opens.
  static let geoTIFF = MapFormat(
    "GeoTIFF", extensions: ["tif", "tiff"], features: [.confidence, .overviews],
    maps: { try GeoTIFFMapWriter(path: $0, layout: $1) },
    probabilities: GeoTIFFProbabilityWriter.init,
    fields: { try GeoTIFFFieldWriter(path: $0, layout: $1) },
    embeddings: { try GeoTIFFFieldWriter(path: $0, layout: $1) })
}
