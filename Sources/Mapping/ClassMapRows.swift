internal import Foundation
package import Scenes

/// A class map that is read by strips of whole rows. A raster is streamed; HDF5 and NetCDF are read
/// whole.
package struct ClassMapRows {
  package let rows: Int
  package let columns: Int
  /// Where the map lies on Earth, if the file says.
  package let georeference: Georeference?
  private let source: Source

  private enum Source {
    case raster(LabelRasterRows)
    case memory(LabelMap)
  }

  /// - Throws: `SceneError` if there is no map in the file.
  package init(_ path: String) throws {
    OutputGate.program.note(path, as: "a map")
    switch URL(fileURLWithPath: path).pathExtension.lowercased() {
    case "h5", "hdf5", "he5", "nc":
      let read = try readClassMap(path)
      (rows, columns) = (read.labels.rows, read.labels.columns)
      georeference = read.georeference
      source = .memory(read.labels)
    default:
      let raster = try LabelRasterRows(path)
      (rows, columns) = (raster.rows, raster.columns)
      georeference = raster.georeference
      source = .raster(raster)
    }
  }

  /// Reads all rows from the top.
  ///
  /// - Parameter body: takes some rows and the place of each of their pixels, line by line; see
  ///   `meaning`.
  package func forEachStrip(
    _ body: (Range<Int>, UnsafeBufferPointer<UInt16>) throws -> Void
  ) throws {
    switch source {
    case .raster(let raster): try raster.forEachStrip(body)
    case .memory(let map):
      try map.values.withUnsafeBufferPointer { values in
        for first in stride(from: 0, to: rows, by: 256) {
          let strip = first..<min(first + 256, rows)
          try body(
            strip,
            UnsafeBufferPointer(
              rebasing: values[strip.lowerBound * columns..<strip.upperBound * columns]))
        }
      }
    }
  }

  /// What the places mean, once all rows have been read.
  ///
  /// - Returns: for each place the row of its class, 0 for "no label"; the classes that occur; what is
  ///   to be told of them.
  package func meaning() throws -> (rows: [UInt16], classes: ClassTable, notes: [String]) {
    switch source {
    case .raster(let raster): try raster.meaning()
    case .memory(let map): ((0...map.classes.count).map { UInt16($0) }, map.classes, [])
    }
  }
}
