import Foundation
import Scenes
import TestSupport
import Testing

/// What stored labels mean: which number is a class, and which means "no label".
@Suite struct LabelCodeTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func gather(
    _ values: [Double], fill: Double? = nil, flags: [Int: String] = [:],
    _ change: (inout SceneDescriptor) -> Void = { _ in }
  ) throws -> GatheredLabels {
    let path = folder.file("scene.h5")
    let file = try HDF5File.create(path)
    try file.createDataset("/cube", of: UInt8.self, shape: [2, 3, 4])
      .write((0..<24).map { UInt8($0) })
    try file.createDataset("/gt", of: Double.self, shape: [2, 3]).write(values)
    if let fill { try file.setAttribute("_FillValue", .double(fill), on: "/gt") }
    if !flags.isEmpty {
      let sorted = flags.sorted { $0.key < $1.key }
      try file.setAttribute("flag_values", .ints(sorted.map(\.key)), on: "/gt")
      try file.setAttribute(
        "flag_meanings", .string(sorted.map(\.value).joined(separator: " ")), on: "/gt")
    }
    try file.close()
    var descriptor = SceneDescriptor()
    (descriptor.cube, descriptor.labels) = ("/cube", "/gt")
    change(&descriptor)
    return try Scene.open(path, descriptor: descriptor).gatherLabels()
  }

  @Test func zeroMeansNoneIfNothingElseDoes() throws {
    #expect(try gather([0, 1, 2, 0, 7, 7]).labels.codes == [nil, 1, 2, nil, 7, 7])
  }

  @Test func zeroIsAClassBesideNaNAFillOrAStatedValue() throws {
    let expected: [Int?] = [0, 1, 2, nil, 1, 0]
    let nan = try gather([0, 1, 2, .nan, 1, 0])
    #expect(nan.labels.codes == expected)
    #expect(nan.notes.contains { $0.contains("0 is a class of 2 pixels, since NaN means") })
    #expect(try gather([0, 1, 2, 255, 1, 0], fill: 255).labels.codes == expected)
    #expect(try gather([0, 1, 2, -1, 1, 0]) { $0.unlabelled = -1 }.labels.codes == expected)
    // Unless the user says otherwise.
    let none = try gather([0, 1, 2, 255, 1, 0], fill: 255) { $0.unlabelled = 0 }
    #expect(none.labels.codes == [nil, 1, 2, nil, 1, nil])
  }

  @Test func aNameSaysWhetherZeroIsAClass() throws {
    let water = try gather([0, 1, 0, 1, 1, 1], flags: [0: "water", 1: "soil"])
    #expect(water.labels.classes.entries.map(\.name) == ["water", "soil"])
    let none = try gather([0, 1, 0, 1, 1, 1], fill: 255, flags: [0: "unclassified", 1: "soil"])
    #expect(none.labels.classes.entries.map(\.name) == ["soil"])
    #expect(none.labels.counts() == [2, 4])
  }

  @Test func aListWithoutCodesDoesNotNameClassZero() throws {
    let names = ["a", "b", "c"].map { SceneDescriptor.Class(name: $0) }
    let error = #expect(throws: SceneError.self) {
      try gather([0, 1, 2, 255, 1, 0], fill: 255) { $0.classes = names }
    }
    #expect(error?.description.contains("code: 0") == true)
    let coded = try gather([0, 1, 2, 255, 1, 0], fill: 255) {
      $0.classes = names.enumerated().map { .init(name: $1.name, code: $0) }
    }
    #expect(coded.labels.classes.entries.map(\.name) == ["a", "b", "c"])
    #expect(coded.labels.codes == [0, 1, 2, nil, 1, 0])
  }

  @Test func aUsualNoneThatNothingStatesIsTold() throws {
    let told = try gather([0, 1, 2, 255, 1, 0])
    #expect(told.labels.codes == [nil, 1, 2, 255, 1, nil])
    #expect(told.notes.contains { $0.contains("255 is taken for a class of 1 pixel") })
    // Codes up to 255 may well be classes, and one that is named is one.
    #expect(try gather([0, 1, 200, 255, 1, 0]).notes.allSatisfy { !$0.contains("taken for") })
    let named = try gather([0, 1, 0, 255, 1, 1], flags: [1: "soil", 255: "snow"])
    #expect(named.notes.allSatisfy { !$0.contains("taken for") })
  }

  @Test func codesWithoutANameAreTold() throws {
    let told = try gather([0, 1, 2, 7, 1, 0], flags: [1: "soil", 2: "water"])
    #expect(told.notes.contains { $0.hasSuffix("names its classes, but not 7") })
  }

  @Test func flagsOfBitsAreNoClasses() throws {
    let path = folder.file("bits.h5")
    let file = try HDF5File.create(path)
    try file.createDataset("/cube", of: UInt8.self, shape: [2, 3, 4])
      .write((0..<24).map { UInt8($0) })
    try file.createDataset("/gt", of: UInt8.self, shape: [2, 3]).write([1, 2, 3, 4, 1, 2])
    try file.setAttribute("flag_masks", .ints([1, 2, 4]), on: "/gt")
    try file.setAttribute("flag_meanings", .string("cloud shadow snow"), on: "/gt")
    try file.close()
    var descriptor = SceneDescriptor()
    (descriptor.cube, descriptor.labels) = ("/cube", "/gt")
    let scene = try Scene.open(path, descriptor: descriptor)
    let error = #expect(throws: SceneError.self) { try scene.gatherLabels() }
    #expect(error?.problem.contains("cloud shadow snow") == true)
  }
}
