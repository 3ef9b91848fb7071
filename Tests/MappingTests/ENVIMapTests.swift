import Foundation
import Mapping
import Scenes
import TestSupport
import Testing

/// ENVI Classification maps, as their header says and as GDAL reads them.
@Suite struct ENVIMapTests {
  @Test(arguments: [3, 300])
  func headerAndNumbersAreThoseOfAClassification(classes: Int) throws {
    let folder = try TemporaryFolder()
    let map = TinyMap(rows: 30, columns: 41, classes: classes)
    try map.write(to: folder.file("map.img"))
    #expect(try folder.contents() == ["map.hdr", "map.img"])
    let header = try String(contentsOfFile: folder.file("map.hdr"), encoding: .utf8)
      .split(separator: "\n").joined(separator: " ")
    #expect(header.hasPrefix("ENVI"))
    #expect(header.contains("file type = ENVI Classification"))
    #expect(header.contains("classes = \(classes + 1)"))
    #expect(header.contains("data type = \(classes > 255 ? 12 : 1)"))
    #expect(header.contains(/map info = \{UTM, 1, 1, 500000(\.0)?, 5800000(\.0)?, 30(\.0)?, 30/))
    #expect(header.contains("coordinate system string = {PROJCS["))
    let names = try #require(header.firstMatch(of: /class names = \{([^}]*)\}/)).1
    let list = names.split(separator: ",").map { $0.trimmingPrefix(while: \.isWhitespace) }
    #expect(list.count == classes + 1)
    #expect(list.prefix(2) == ["Unclassified", "Crop 1 sown"])
    let colours = try #require(header.firstMatch(of: /class lookup = \{([^}]*)\}/)).1
    let numbers = colours.split { $0 == "," || $0 == " " }.compactMap { Int($0) }
    #expect(numbers.count == 3 * (classes + 1))
    #expect(numbers.prefix(6) == [0, 0, 0, 0x22, 0x33, 0xBB])

    let read = try readClassMap(folder.file("map.img"))
    #expect(read.labels == map.labels)
    #expect(read.georeference?.transform == map.layout.georeference?.transform)
    #expect(read.labels.classes.all.count == classes)
  }

  @Test func theFileHoldsOnlyTheNumbersRowByRow() throws {
    let folder = try TemporaryFolder()
    let map = TinyMap(rows: 5, columns: 4, classes: 2, confidence: true)
    try map.write(to: folder.file("map.dat"))
    let bytes = try Data(contentsOf: URL(fileURLWithPath: folder.file("map.dat")))
    #expect(bytes.map { UInt16($0) } == map.labels.values)
    let contents = try folder.contents()
    #expect(contents == ["map.confidence.dat", "map.confidence.hdr", "map.dat", "map.hdr"])
  }

  @Test func anAbandonedMapLeavesNothing() throws {
    let folder = try TemporaryFolder()
    let map = TinyMap(rows: 9, columns: 4, classes: 2, confidence: true)
    let writer = try makeMapWriter(path: folder.file("map.img"), layout: map.layout)
    try map.writeStrips(to: writer, height: 4, upTo: 8)
    #expect(throws: (any Error).self) { try writer.finish() }
    #expect(try folder.contents().isEmpty)
  }
}
