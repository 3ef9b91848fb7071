import Foundation
import Mapping
import Scenes
import TestSupport
import Testing

/// Maps hold the codes of their classes, whatever these are, and give them back as labels.
@Suite struct MapCodeTests {
  private func write(_ codes: [Int], to path: String, names: Bool = true) throws {
    let layout = MapLayout(
      rows: 2, columns: 3,
      classes: ClassTable(
        entries: codes.map { .init(code: $0, name: names ? "Crop \($0)!" : nil) }),
      georeference: Georeference(left: 500_000, top: 5_800_000, pixelSize: 30, crs: "EPSG:32633"))
    let writer = try makeMapWriter(path: path, layout: layout)
    let rows = (0..<6).map { UInt16($0 % (codes.count + 1)) }
    try rows.withUnsafeBufferPointer {
      try writer.write(rows: 0..<2, classes: $0, confidence: nil)
    }
    try writer.finish()
  }

  private static let lists = [
    [0, 1, 2], [0, 255], [11, 1001, 60_000], [1, 2, 3, 3120], [3_301_010_101, 7], [-1, 0, 5],
    [0, 255, 65_535],
  ]

  @Test(arguments: ["tif", "img", "nc", "h5"], lists)
  func codesAndNamesComeBack(format: String, codes: [Int]) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("map.\(format)")
    let fits = codes.allSatisfy { 0...65_535 ~= $0 } && codes != [0, 255, 65_535]
    if format == "img", !fits {
      let error = #expect(throws: SceneError.self) { try write(codes, to: path) }
      #expect(error?.description.contains("0 to 65535") == true)
      return
    }
    try write(codes, to: path)
    let read = try readClassMap(path).labels
    let expected = (0..<6).map {
      $0 % (codes.count + 1) == 0 ? nil : codes[$0 % (codes.count + 1) - 1]
    }
    #expect(read.codes == expected)
    #expect(
      Set(read.classes.entries.filter(\.isNamed).map(\.name)).isSuperset(
        of: codes.prefix(5).map { "Crop \($0)!" }))
    // As labels of a scene too.
    let labels = try GatheredLabels(
      ["\(path)" + (["nc", "h5"].contains(format) ? ":/map" : "")], field: nil,
      onto: Georeference(left: 500_000, top: 5_800_000, pixelSize: 30, crs: "EPSG:32633"), rows: 2,
      columns: 3, of: "scene.tif"
    ).labels
    #expect(labels == read)
    #expect(labels.classes.count == codes.count)
  }

  @Test func aPNGHoldsCodesOfEightBitsWithClassZero() throws {
    let folder = try TemporaryFolder()
    try write([0, 1, 2], to: folder.file("map.png"))
    let read = try readClassMap(folder.file("map.png")).labels
    #expect(read.codes == [nil, 0, 1, 2, nil, 0])
  }

  @Test func polygonsHaveTheCodes() throws {
    let folder = try TemporaryFolder()
    try write([0, 3_301_010_101], to: folder.file("map.gpkg"))
    let words = try python(
      """
      import sys
      from osgeo import ogr
      file = ogr.Open(sys.argv[1])
      print(*sorted({(f['class'], f['name']) for f in file.GetLayer(0)}))
      """, folder.file("map.gpkg"))
    #expect(
      words.joined(separator: " ") == "(0, 'Crop 0!') (3301010101, 'Crop 3301010101!')")
  }
}
