import Foundation
import Mapping
import Scenes
import TestSupport
import Testing

/// What holds for every format.
@Suite struct MapWriterTests {
  static let extensions = ["png", "tif", "tiff", "h5", "hdf5", "he5", "nc"]

  @Test(arguments: extensions, [(1, 1, 1), (5, 7, 3), (300, 261, 16), (513, 3, 255)])
  func aMapIsReadBackAsItWasWritten(_ format: String, _ size: (Int, Int, Int)) throws {
    let folder = try TemporaryFolder()
    let map = TinyMap(rows: size.0, columns: size.1, classes: size.2)
    let path = folder.file("map.\(format)")
    try map.write(to: path)
    let read = try readClassMap(path)
    #expect(read.labels == map.labels)
    if format == "png" {
      let largest = Int(map.labels.values.max() ?? 0)
      #expect(
        read.labels.classes.entries.map(\.colour)
          == map.layout.classes.entries.prefix(largest).map(\.colour))
    } else {
      #expect(read.labels.classes.all == map.layout.classes.entries)
      #expect(read.georeference?.transform == map.layout.georeference?.transform)
      #expect(read.georeference?.crs?.contains("UTM zone 33N") == true)
    }
  }

  @Test(arguments: ["tif", "h5"]) func threeHundredClassesTakeSixteenBits(_ format: String) throws {
    let folder = try TemporaryFolder()
    let map = TinyMap(rows: 50, columns: 61, classes: 300)
    try map.write(to: folder.file("map.\(format)"))
    let read = try readClassMap(folder.file("map.\(format)"))
    #expect(read.labels == map.labels)
    #expect(read.labels.codes.compactMap(\.self).max() == 300)
    #expect(read.labels.classes.all == map.layout.classes.entries)
  }

  @Test(arguments: extensions) func stripsOfAnyHeightGiveOneMap(_ format: String) throws {
    let folder = try TemporaryFolder()
    let map = TinyMap(rows: 530, columns: 9, classes: 4, confidence: true)
    try map.write(to: folder.file("a.\(format)"), height: 1)
    try map.write(to: folder.file("b.\(format)"), height: 300)
    try map.write(to: folder.file("c.\(format)"), height: 530)
    for name in ["a", "b", "c"] {
      #expect(try readClassMap(folder.file("\(name).\(format)")).labels == map.labels)
    }
  }

  @Test(arguments: extensions) func anAbandonedMapLeavesNothing(_ format: String) throws {
    let folder = try TemporaryFolder()
    let map = TinyMap(rows: 300, columns: 5, classes: 2, confidence: true)
    let writer = try makeMapWriter(path: folder.file("map.\(format)"), layout: map.layout)
    try map.writeStrips(to: writer, height: 10, upTo: 290)
    #expect(try folder.contents().contains("map.\(format)") == false)
    writer.abandon()
    #expect(try folder.contents() == [])
  }

  @Test(arguments: extensions) func aReleasedWriterLeavesTheOldMap(_ format: String) throws {
    let folder = try TemporaryFolder()
    let old = TinyMap(rows: 3, columns: 5, classes: 2)
    try old.write(to: folder.file("map.\(format)"))
    let before = try folder.contents()
    do {
      let new = TinyMap(rows: 4, columns: 4, classes: 3)
      let writer = try makeMapWriter(path: folder.file("map.\(format)"), layout: new.layout)
      try new.writeStrips(to: writer, height: 1, upTo: 3)
    }
    #expect(try folder.contents() == before)
    #expect(try readClassMap(folder.file("map.\(format)")).labels == old.labels)
  }

  @Test(arguments: extensions) func aMapWithoutItsLastRowIsRefused(_ format: String) throws {
    let folder = try TemporaryFolder()
    let map = TinyMap(rows: 4, columns: 4, classes: 3)
    let writer = try makeMapWriter(path: folder.file("map.\(format)"), layout: map.layout)
    try map.writeStrips(to: writer, height: 1, upTo: 3)
    let error = #expect(throws: SceneError.self) { try writer.finish() }
    #expect(error?.problem == "only 3 of 4 rows were written")
    #expect(try folder.contents() == [])
  }

  /// The device that is always full stands where the writer puts its file.
  @Test(arguments: extensions) func aFullDiskIsAnErrorAndLeavesNothing(_ format: String) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("map.\(format)")
    let place = try PendingFile(path)
    place.discard()
    try FileManager.default.createSymbolicLink(
      atPath: place.temporary, withDestinationPath: "/dev/full")
    let map = TinyMap(rows: 600, columns: 600, classes: 200)
    let error = #expect(throws: SceneError.self) { try map.write(to: path) }
    #expect(error?.file == path)
    if format == "nc" {
      // libnetcdf keeps the reason to itself; the remedy names space among what to check.
      #expect(error?.remedy?.contains("has space") == true)
    } else {
      #expect(error?.problem.contains("No space left on device") == true)
      #expect(error?.remedy == "Free some space, or choose another folder")
    }
    #expect(try folder.contents() == [])
  }

  @Test func anUnknownExtensionIsRefusedWithThoseThereAre() throws {
    let folder = try TemporaryFolder()
    for name in ["map.jpg", "map"] {
      let error = #expect(throws: SceneError.self) {
        try makeMapWriter(
          path: folder.file(name), layout: TinyMap(rows: 1, columns: 1, classes: 1).layout)
      }
      #expect(
        error?.description.contains(".png, .tif, .tiff, .img, .dat, .nc, .h5, .hdf5, .he5 or .gpkg")
          == true)
    }
    #expect(try folder.contents() == [])
  }

  @Test(arguments: extensions) func aMissingFolderIsMadeAndGoesWithTheMap(
    _ format: String
  ) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("a/b/map.\(format)")
    let map = TinyMap(rows: 4, columns: 4, classes: 3)
    try makeMapWriter(path: path, layout: map.layout).abandon()
    #expect(try folder.contents() == [])
    try map.write(to: path)
    #expect(try readClassMap(path).labels == map.labels)
  }

  @Test(arguments: extensions) func aFolderThatCannotBeMadeIsRefusedAtOnce(
    _ format: String
  ) throws {
    #expect(throws: SceneError.self) {
      try makeMapWriter(
        path: "/proc/none/map.\(format)",
        layout: TinyMap(rows: 1, columns: 1, classes: 1).layout)
    }
  }

  @Test(arguments: extensions) func aFolderInTheMapsPlaceIsRefused(_ format: String) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("map.\(format)")
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    let error = #expect(throws: SceneError.self) {
      try makeMapWriter(path: path, layout: TinyMap(rows: 1, columns: 1, classes: 1).layout)
    }
    #expect(error?.problem == "is a folder")
  }

  @Test(arguments: ["tif", "h5"], ["EPSG:1", "/etc/passwd", "PROJCS[\"x\"", ""])
  func anUnknownReferenceSystemIsRefused(_ format: String, _ crs: String) throws {
    let folder = try TemporaryFolder()
    let error = #expect(throws: SceneError.self) {
      try makeMapWriter(
        path: folder.file("map.\(format)"),
        layout: TinyMap(rows: 1, columns: 1, classes: 1, crs: crs).layout)
    }
    #expect(error?.problem.hasPrefix("CRS ") == true)
    #expect(try folder.contents() == [])
  }
}
