import Foundation
import Scenes
import Testing

/// What the files in Fixtures hold, as Tests/Interchange/write.py wrote them.
struct Truth: Decodable {
  struct Library: Decodable {
    var names: [String]
    var spectra: [[Float]]
  }
  /// Numbers of the macroclass and of the class of each pixel, 0 for none.
  var macroclasses: [[Int]]
  var classes: [[Int]]
  /// Classes of ilastik's strokes.
  var strokes: [[Int]]
  var library: Library
  var wavelengths: [Double]
  var widths: [Double]
  /// By row, column and band.
  var cube: [[[Float]]]

  init() throws {
    self = try JSONDecoder().decode(
      Truth.self, from: try Data(contentsOf: URL(fileURLWithPath: Self.file("truth.json"))))
  }

  /// A fixture, or the file that `make check-interchange` has just written.
  static func file(_ name: String) throws -> String {
    if let folder = ProcessInfo.processInfo.environment["FACET_INTERCHANGE"] {
      return "\(folder)/\(name)"
    }
    return try #require(Bundle.module.url(forResource: "Fixtures/\(name)", withExtension: nil)).path
  }
}

/// Where the fixtures' scene lies: 10 rows and 12 columns of 30 m in UTM zone 33 north.
let fixturePlace = Georeference(
  left: 500_000, top: 5_800_000, pixelSize: 30, crs: "EPSG:32633")

/// Labels put on that scene.
func onFixtureScene(
  _ path: String, field: String? = nil, crs: String? = nil, hasPlace: Bool = true
) throws -> GatheredLabels {
  try GatheredLabels(
    [path], field: field, crs: crs, onto: hasPlace ? fixturePlace : nil, rows: 10, columns: 12,
    of: "scene.tif")
}

extension LabelMap {
  /// Code of each pixel's class by row, 0 for none.
  var codeRows: [[Int]] {
    (0..<rows).map { row in codes[row * columns..<(row + 1) * columns].map { $0 ?? 0 } }
  }

  /// Name of each pixel's class by row, empty for none.
  var nameRows: [[String]] {
    (0..<rows).map { row in
      values[row * columns..<(row + 1) * columns].map { $0 == 0 ? "" : classes.name(of: Int($0)) }
    }
  }
}

extension GatheredLabels {
  /// "name #colour" of every class.
  var legend: [String] { labels.classes.entries.map { "\($0.name) \($0.colour.hexadecimal)" } }
}
