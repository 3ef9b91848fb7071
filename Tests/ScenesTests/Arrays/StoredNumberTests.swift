import Foundation
import Scenes
import TestSupport
import Testing

/// Numbers are read as the file means them.
@Suite("What stored numbers mean") struct StoredNumberTests {
  typealias Attributes = [String: NetCDFArray.Attribute]
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func open(
    _ number: NetCDFArray.Number, _ values: [Double], _ attributes: Attributes, isClassic: Bool
  ) throws -> Scene {
    let path = folder.file("\(UUID()).nc")
    try NetCDFArray.write(
      [
        NetCDFArray(
          "cube", [("y", 1), ("x", values.count / 2), ("band", 2)], number, values, attributes)
      ],
      to: path, isClassic: isClassic)
    return try Scene.open(path)
  }

  private func expect(
    _ scene: Scene, _ wanted: [Double], at place: SourceLocation = #_sourceLocation
  ) throws {
    let found = try Ground.read(scene)
    #expect(found.count == wanted.count, sourceLocation: place)
    for (one, other) in zip(found, wanted) {
      #expect(
        one.isNaN ? other.isNaN : abs(one - other) < 1e-6, "\(found)", sourceLocation: place)
    }
    // Single precision, which training reads, has its own loops.
    var single = [Float](repeating: 0, count: wanted.count)
    try single.withUnsafeMutableBufferPointer {
      try scene.cube.read(CubeWindow(whole: scene.cube.shape), into: $0)
    }
    for (one, other) in zip(single, wanted) {
      #expect(one.isNaN ? other.isNaN : abs(Double(one) - other) < 1e-4, sourceLocation: place)
    }
  }

  @Test("The sign by _Unsigned, with fill, range and packing", arguments: [true, false])
  func unsigned(isClassic: Bool) throws {
    let scale = NetCDFArray.Attribute.numbers([0.01], .double)
    for word in ["true", "True", "1"] {
      let bytes = try open(
        .byte, [-56, 10, -1, -106],
        [
          "_Unsigned": .text(word), "_FillValue": .numbers([-1], .byte), "scale_factor": scale,
        ], isClassic: isClassic)
      try expect(bytes, [2, 0.1, .nan, 1.5])
      #expect(bytes.cube.recognition.storedType == "uint8")
      #expect(bytes.cube.recognition.fill == 255)
    }
    let shorts = try open(
      .short, [-1, -2, 100, -30_000],
      [
        "_Unsigned": .text("true"), "_FillValue": .numbers([-1], .short),
        "valid_range": .numbers([0, -10_000], .short), "scale_factor": scale,
      ], isClassic: isClassic)
    try expect(shorts, [.nan, .nan, 1, 355.36])
    // −32767 is what the library fills shorts with, and here 32769.
    try expect(
      open(.short, [-32_767, 1], ["_Unsigned": .text("true")], isClassic: isClassic), [32_769, 1])
    try expect(
      open(.short, [-5, 1], ["_Unsigned": .text("false")], isClassic: isClassic), [-5, 1])
  }

  @Test("The sign by a range or fill beyond the type")
  func unsignedOtherwise() throws {
    try expect(
      open(.byte, [-56, 10], ["valid_range": .numbers([0, 255], .short)], isClassic: true),
      [200, 10])
    try expect(
      open(
        .byte, [-56, 10],
        ["valid_min": .numbers([0], .short), "valid_max": .numbers([254], .short)],
        isClassic: true), [200, 10])
    let number = try open(
      .ubyte, [200, 10], ["_Unsigned": .text("false")], isClassic: false)
    try expect(number, [-56, 10])
  }

  @Test("One scale, one for each band, and no other number", arguments: [true, false])
  func scales(isClassic: Bool) throws {
    let one = try open(
      .short, [1, 2, 3, 4], ["scale_factor": .numbers([0.5], .double)], isClassic: isClassic)
    try expect(one, [0.5, 1, 1.5, 2])
    let each = try open(
      .short, [1, 2, 3, 4],
      [
        "scale_factor": .numbers([0.5, 2], .double), "add_offset": .numbers([1, -1], .double),
      ], isClassic: isClassic)
    try expect(each, [1.5, 3, 2.5, 7])
    let error = #expect(throws: SceneError.self) {
      try open(
        .short, [1, 2, 3, 4], ["scale_factor": .numbers([1, 2, 3], .double)], isClassic: isClassic)
    }
    #expect(error?.problem == "has 3 scales or offsets for 2 bands")
  }

  @Test("A valid range in either unit", arguments: [true, false])
  func validRanges(isClassic: Bool) throws {
    let values: [Double] = [-9999, 5000, 10_000, 12_000]
    let scale = NetCDFArray.Attribute.numbers([1e-4], .double)
    let ranges: [Attributes] = [
      ["valid_range": .numbers([0, 10_000], .short)],
      ["valid_range": .numbers([0, 1], .float)],
      ["valid_min": .numbers([0], .double), "valid_max": .numbers([1], .double)],
      // Of the type of the stored numbers, and in the other unit all the same.
      ["valid_range": .numbers([0, 1], .short)],
    ]
    for (number, range) in ranges.enumerated() {
      let scene = try open(
        .short, values, range.merging(["scale_factor": scale]) { a, _ in a }, isClassic: isClassic)
      try expect(scene, [.nan, 0.5, 1, .nan])
      let isDoubted = scene.warnings().joined().contains("taken for scaled values")
      #expect(isDoubted == (number == 3))
    }
    // Stored numbers, written as floats.
    let floats = try open(
      .ushort, [5000, 10_000, 65_535, 3],
      [
        "valid_range": .numbers([0, 65_534], .double), "scale_factor": scale,
      ], isClassic: false)
    try expect(floats, [0.5, 1, .nan, 3e-4])
  }

  @Test("Fill of the dataset itself, unless netCDF states it unasked for bytes")
  func ownFill() throws {
    let path = folder.file("own.h5")
    let file = try HDF5File.create(path)
    let cube = try file.createDataset(
      "/cube", of: Int16.self, shape: [4, 2, 3], chunk: [2, 2, 3], fill: -9999)
    try [Int16(1), 2, 3, 4, 5, 6].withUnsafeBufferPointer {
      try cube.write($0, start: [0, 0, 0], count: [1, 2, 3])
    }
    try file.close()
    let scene = try Scene.open(path)
    let read = try Ground.read(scene)
    #expect(Array(read.prefix(6)) == [1, 2, 3, 4, 5, 6])
    #expect(read.dropFirst(6).allSatisfy { $0.isNaN })
    #expect(scene.cube.recognition.fill == -9999)
    try expect(open(.ubyte, [255, 1], [:], isClassic: false), [255, 1])
    try expect(open(.byte, [-127, 1], [:], isClassic: true), [-127, 1])
  }

  @Test("Labels have signs, fill and packing too", arguments: [true, false])
  func labels(isClassic: Bool) throws {
    let path = folder.file("labels.nc")
    let band = NetCDFArray(
      "cube", [("band", 3), ("y", 2), ("x", 2)], .float, (0..<12).map(Double.init))
    let gt = NetCDFArray(
      "gt", [("y", 2), ("x", 2)], .byte, [-56, 3, -1, 7],
      ["_Unsigned": .text("true"), "_FillValue": .numbers([-1], .byte)])
    try NetCDFArray.write([band, gt], to: path, isClassic: isClassic)
    #expect(try Scene.open(path).readLabels().codes == [200, 3, nil, 7])
  }

  @Test(
    "Fill values under other names, and scales that no convention explains",
    arguments: [true, false])
  func otherNames(isClassic: Bool) throws {
    for name in ["nodata", "NoDataValue", "fill_value", "data ignore value"]
    where isClassic || name != "data ignore value" {
      try expect(
        open(.short, [-999, 1], [name: .numbers([-999], .short)], isClassic: isClassic), [.nan, 1])
    }
    let slope = try open(
      .short, [100, 1], ["slope": .numbers([0.01], .double), "intercept": .numbers([0], .double)],
      isClassic: isClassic)
    try expect(slope, [100, 1])
    #expect(slope.warnings().joined().contains("`slope` (0.01) of /cube is not used"))
    #expect(!slope.warnings().joined().contains("intercept"))
  }
}
