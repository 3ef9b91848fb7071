internal import Foundation
public import Scenes

/// Puts a map that is made in a sensor's geometry on the ground: takes the map row by row as the
/// sensor saw it, and gives it on, when it is complete, on the grid of a lookup table by nearest
/// neighbour. Cells that no pixel shows are unclassified.
///
/// The map is in memory until then: two bytes a pixel, six with confidence, which is less than the
/// table takes.
public final class OrthorectifiedMapWriter: MapWriter {
  private let table: GeographicLookupTable
  private let target: any MapWriter
  private var progress: RowProgress
  private var classes: [UInt16] = []
  private var confidence: [Float] = []

  /// - Parameters:
  ///   - path: the map to be written, as in `makeMapWriter`.
  ///   - layout: rows and columns of the sensor's image; its georeference is not used.
  ///   - table: where each pixel of the map lies in the sensor's image.
  ///   - scene: the file that an error names.
  /// - Throws: `SceneError` as `makeMapWriter`, and if the table points outside of the image.
  public init(
    path: String, layout: MapLayout, table: GeographicLookupTable, scene: String
  ) throws {
    try table.requireInside(
      imageRows: layout.rows, imageColumns: layout.columns, file: scene)
    self.table = table
    progress = RowProgress(layout)
    target = try makeMapWriter(path: path, layout: layout.orthorectified(by: table))
  }

  public func write(
    rows: Range<Int>, classes: UnsafeBufferPointer<UInt16>,
    confidence: UnsafeBufferPointer<Float>?
  ) throws {
    progress.accept(rows: rows, classes: classes, confidence: confidence)
    self.classes += classes
    if let confidence { self.confidence += confidence }
  }

  public func finish() throws {
    let layout = progress.layout
    do {
      try progress.requireComplete("map")
      for row in 0..<table.rows {
        let places = (0..<table.columns).map { column in
          table.source(row: row, column: column).map { $0.row * layout.columns + $0.column }
        }
        let line = places.map { place in place.map { classes[$0] } ?? 0 }
        let sure = layout.confidence ? places.map { $0.map { confidence[$0] } ?? .nan } : []
        try line.withUnsafeBufferPointer { line in
          try sure.withUnsafeBufferPointer { sure in
            try target.write(
              rows: row..<row + 1, classes: line, confidence: layout.confidence ? sure : nil)
          }
        }
      }
      try target.finish()
    } catch {
      target.abandon()
      throw error
    }
  }

  public func abandon() {
    target.abandon()
  }
}

extension MapLayout {
  /// The layout of this map on the grid of a lookup table.
  func orthorectified(by table: GeographicLookupTable) -> MapLayout {
    var layout = self
    layout.rows = table.rows
    layout.columns = table.columns
    layout.georeference = table.georeference
    return layout
  }
}
