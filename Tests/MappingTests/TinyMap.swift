import Foundation
import Mapping
import Scenes
import TestSupport

/// A map whose every pixel is known: class (row · 7 + column) mod (classes + 1).
struct TinyMap {
  var layout: MapLayout

  init(
    rows: Int, columns: Int, classes: Int, confidence: Bool = false, crs: String? = "EPSG:32633"
  ) {
    layout = MapLayout(
      rows: rows, columns: columns,
      classes: ClassTable(names: (1...classes).map { "Crop \($0), sown" }),
      georeference: crs.map {
        Georeference(left: 500_000, top: 5_800_000, pixelSize: 30, crs: $0)
      },
      confidence: confidence)
  }

  func label(_ row: Int, _ column: Int) -> UInt16 {
    UInt16((row * 7 + column) % (layout.classes.count + 1))
  }

  func confidence(_ row: Int, _ column: Int) -> Float {
    label(row, column) == 0 ? .nan : Float(column + 1) / Float(layout.columns)
  }

  var labels: LabelMap {
    LabelMap(
      rows: layout.rows, columns: layout.columns,
      values: (0..<layout.rows).flatMap { row in
        (0..<layout.columns).map { label(row, $0) }
      })
  }

  /// Writes strips of `height` rows, and stops before row `end`.
  func writeStrips(to writer: any MapWriter, height: Int, upTo end: Int? = nil) throws {
    for first in stride(from: 0, to: end ?? layout.rows, by: height) {
      let rows = first..<min(first + height, layout.rows)
      let classes = rows.flatMap { row in (0..<layout.columns).map { label(row, $0) } }
      let confidence = rows.flatMap { row in
        (0..<layout.columns).map { self.confidence(row, $0) }
      }
      try classes.withUnsafeBufferPointer { classes in
        try confidence.withUnsafeBufferPointer { confidence in
          try writer.write(
            rows: rows, classes: classes, confidence: layout.confidence ? confidence : nil)
        }
      }
    }
  }

  func write(to path: String, height: Int = 7) throws {
    let writer = try makeMapWriter(path: path, layout: layout)
    try writeStrips(to: writer, height: height)
    try writer.finish()
  }
}

/// What `gdalinfo -json` says of a file.
func gdalinfo(_ path: String) throws -> [String: Any] {
  let json = try output(of: "/usr/bin/gdalinfo", ["-json", path])
  return try JSONSerialization.jsonObject(with: json) as? [String: Any] ?? [:]
}

/// What a Python script prints, split at blanks.
func python(_ script: String, _ arguments: String...) throws -> [String] {
  let data = try output(of: "/usr/bin/python3", ["-c", script] + arguments)
  return String(decoding: data, as: UTF8.self).split(whereSeparator: \.isWhitespace).map(
    String.init)
}
