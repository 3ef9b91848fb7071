internal import Scenes

/// A class map as polygons in a GeoPackage: one for each patch of connected pixels of one class
/// (by their sides), with `class`, `name` and `area`; unclassified ground is left out.
///
/// The map is kept as a raster beside the target until its last row, and polygonised then, two
/// rows at a time.
final class PolygonMapWriter: MapWriter, PendingOutput {
  private let pending: PendingFile
  /// Hidden, and written whole before it is read again.
  private let raster: String
  private let writer: GeoTIFFMapWriter
  private let layout: MapLayout
  var isOver = false

  init(path: String, layout: MapLayout) throws {
    pending = try PendingFile(path)
    raster = pending.temporary + ".tif"
    self.layout = layout
    do {
      writer = try GeoTIFFMapWriter(path: raster, layout: layout.renumbered, isStyled: false)
    } catch {
      pending.discard()
      throw error
    }
  }

  deinit { abandon() }

  func write(
    rows: Range<Int>, classes: UnsafeBufferPointer<UInt16>,
    confidence: UnsafeBufferPointer<Float>?
  ) throws {
    try writer.write(rows: rows, classes: classes, confidence: confidence)
  }

  func complete() throws {
    try writer.finish()
    try polygonise(
      raster: raster, into: pending.temporary, named: pending.path,
      classes: layout.classes)
    try pending.commit()
    removeRaster()
  }

  func removeWritten() {
    writer.abandon()
    removeRaster()
    pending.discard()
  }

  private func removeRaster() {
    removeFile(raster)
    removeFile(raster + ".aux.xml")
  }
}

extension MapFormat {
  /// A GeoPackage of polygons, one for each area of a class.
  static let geoPackage = MapFormat(
    "GeoPackage", extensions: ["gpkg"], maps: PolygonMapWriter.init)
}
