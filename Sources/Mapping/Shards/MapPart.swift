internal import Scenes

/// What a file of some rows of a map says of itself.
package struct MapPart: Codable, Equatable, Sendable {
  static let mark = "facet part 1"

  struct Class: Codable, Equatable {
    var code: Int
    var name: String
    var colour: String
  }

  var format = Self.mark
  let rows: Int
  let columns: Int
  let classes: [Class]
  let georeference: Georeference?
  let confidence: Bool
  /// Whole rows of the map that are in this file.
  package let first: Int
  package let count: Int
  package let shard: Shard
  /// What the map is of: equal in all parts of one map.
  package let origin: String

  /// - Parameters:
  ///   - layout: of the whole map.
  ///   - origin: the model, the scene and the options, in words or checksums.
  package init(of layout: MapLayout, rows: Range<Int>, shard: Shard, origin: String) {
    (self.rows, columns) = (layout.rows, layout.columns)
    classes = layout.classes.entries.map {
      Class(code: $0.code, name: $0.name, colour: $0.colour.hexadecimal)
    }
    georeference = layout.georeference
    confidence = layout.confidence
    (first, count) = (rows.lowerBound, rows.count)
    (self.shard, self.origin) = (shard, origin)
  }

  /// Of the whole map.
  package var layout: MapLayout {
    MapLayout(
      rows: rows, columns: columns,
      classes: ClassTable(
        entries: classes.map {
          ClassTable.Entry(code: $0.code, name: $0.name, colour: Colour(hexadecimal: $0.colour))
        }),
      georeference: georeference, confidence: confidence)
  }

  var range: Range<Int> { first..<(first + count) }
}
