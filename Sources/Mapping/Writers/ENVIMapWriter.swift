internal import Scenes

/// A class map as an ENVI Classification: the codes in `map.img`, uint8 (uint16 above 255), and
/// beside them `map.hdr` with the names and colours of all numbers from 0, "Unclassified" among
/// them, and where the map lies. ENVI has room for codes from 0 to 65535.
///
/// Confidence is a float32 ENVI file beside the map, NaN if there is none.
final class ENVIMapWriter: MapWriter, PendingOutput {
  private let pending: PendingFile
  private let confidencePending: PendingFile?
  private var raster: RasterFile?
  private var confidenceRaster: RasterFile?
  private var progress: RowProgress
  var isOver = false

  init(path: String, layout: MapLayout) throws {
    progress = RowProgress(layout)
    guard layout.storage == .uint8 || layout.storage == .uint16 else {
      throw SceneError(
        file: path,
        problem: "cannot hold the codes \(layout.codes.min() ?? 0) to \(layout.codes.max() ?? 0): "
          + "an ENVI Classification has those from 0 to 65535",
        remedy: "Write GeoTIFF (.tif), NetCDF (.nc) or HDF5 (.h5)")
    }
    let legend = Self.legend(layout)
    pending = try PendingFile(path)
    confidencePending = layout.confidence ? try PendingFile(confidencePath(beside: path)) : nil
    do {
      raster = try RasterFile(
        creating: pending.temporary, named: path, driver: "ENVI", rows: layout.rows,
        columns: layout.columns, sample: layout.storage.sample, options: [], legend: legend)
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

  /// Names and colours of all numbers up to the largest code, which is how ENVI lists them.
  private static func legend(_ layout: MapLayout) -> RasterFile.Legend {
    let rowOf = Dictionary(layout.codes.enumerated().map { ($1, $0) }) { first, _ in first }
    let numbers = 0...(layout.codes.max() ?? 0)
    return RasterFile.Legend(
      palette: numbers.map { layout.classes.colour(of: rowOf[$0] ?? 0) },
      categories: numbers.map { code in
        headerText(rowOf[code].map(layout.name) ?? "Class \(code)")
      },
      nodata: layout.unclassified == 0 ? nil : Double(layout.unclassified),
      georeference: layout.georeference)
  }

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
    try progress.layout.coded(classes).withUnsafeBufferPointer {
      try raster?.write(rows: rows, $0)
    }
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

extension MapFormat {
  /// A classification image of ENVI, its header beside it.
  static let envi = MapFormat(
    "ENVI", extensions: ["img", "dat"], features: [.confidence], maps: ENVIMapWriter.init)
}
