internal import Foundation
internal import Scenes

/// A class map that is being written, by strips of whole rows from the top.
///
/// Nothing is seen under the map's name before `finish`; a writer that is released without it
/// leaves nothing behind.
public protocol MapWriter: AnyObject {
  /// Writes the next rows.
  ///
  /// - Parameters:
  ///   - rows: follows without a gap on the rows before it.
  ///   - classes: row of each pixel's class in the legend, 0 for unclassified; `rows · columns`.
  ///   - confidence: as many, in [0, 1], NaN if there is none; nil exactly if the layout has no
  ///     confidence.
  /// - Throws: `SceneError` if it cannot be written, as on a full disk.
  func write(
    rows: Range<Int>, classes: UnsafeBufferPointer<UInt16>,
    confidence: UnsafeBufferPointer<Float>?) throws

  /// Puts the map in its place.
  ///
  /// - Throws: `SceneError` if rows are missing or anything did not reach the disk; the map that
  ///   was there, if any, is still there then.
  func finish() throws

  /// Removes what was written.
  func abandon()
}

/// Begins a map in the format that its name ends on; see `MapFormat.all`.
///
/// Confidence goes into the HDF5 or NetCDF file itself, and beside a PNG, GeoTIFF or ENVI file into
/// a second one, the name of which has `.confidence` before the extension.
///
/// - Throws: `SceneError` for another extension, for what the format has no room for, a folder that is
///   missing or may not be written to, or a CRS that is not known; before any work is done.
public func makeMapWriter(path: String, layout: MapLayout) throws -> any MapWriter {
  guard layout.rows > 0, layout.columns > 0, 1...65_535 ~= layout.classes.count else {
    throw SceneError(
      file: path,
      problem: "a map of \(layout.rows)×\(layout.columns) pixels and \(layout.classes.count) "
        + "classes cannot be written",
      remedy: "A map has at least one pixel and 1 to 65535 classes")
  }
  guard 1...64 ~= layout.scale ?? 1 else {
    throw SceneError(
      file: path, problem: "cannot be enlarged \(layout.scale ?? 0) times",
      remedy: "Give a scale from 1 to 64")
  }
  return try MapFormat.map(path, layout)
}

/// "maps/Field.TIF" ↦ "tif"
func fileExtension(of path: String) -> String {
  URL(fileURLWithPath: path).pathExtension.lowercased()
}

/// "map.tif" ↦ "map.confidence.tif"
func confidencePath(beside path: String) -> String {
  let url = URL(fileURLWithPath: path)
  let name = url.deletingPathExtension().lastPathComponent + ".confidence." + url.pathExtension
  return url.deletingLastPathComponent().appendingPathComponent(name).path
}
