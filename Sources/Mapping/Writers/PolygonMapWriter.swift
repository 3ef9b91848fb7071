internal import Scenes

/// A class map as polygons in a GeoPackage: one for each patch of connected pixels of one class
/// (by their sides), with `class`, `name` and `area`; unclassified ground is left out.
///
/// The map is kept as a raster beside the target until its last row, and polygonised then, two
/// rows at a time.
final class PolygonMapWriter: MapWriter, PendingOutput {
  private let pending: PendingFile
  private let raster: PendingFile
  private let writer: GeoTIFFMapWriter
  private let layout: MapLayout
  var isOver = false

  init(path: String, layout: MapLayout) throws {
    pending = try PendingFile(path)
    // The raster takes its own place, hidden, before it is read again.
    raster = try PendingFile(pending.temporary + ".tif")
    self.layout = layout
    writer = try GeoTIFFMapWriter(path: raster.path, layout: layout)
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
      raster: raster.path, into: pending.temporary, named: pending.path,
      classes: layout.classes)
    try pending.commit()
    removeRaster()
  }

  func removeWritten() {
    writer.abandon()
    removeRaster()
    pending.discard()
    for ending in ["-journal", "-wal", "-shm"] { removeFile(pending.temporary + ending) }
  }

  private func removeRaster() {
    removeFile(raster.path)
    removeFile(raster.path + ".aux.xml")
  }
}
