import Foundation
import Sampling
import Scenes
import TestSupport
import Testing

@testable import Training

/// Labels, masks and splits of a training that belong together, or do not.
@Suite struct GroundTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Four classes in stripes of two rows of 8×6 pixels.
  private static let labels = (0..<48).map { UInt16($0 / 12 + 1) }

  private func write(_ maps: [String: [UInt16]]) throws -> Scene {
    let path = folder.file("scene.h5")
    let file = try HDF5File.create(path)
    try file.createDataset("/cube", of: UInt16.self, shape: [8, 6, 5])
      .write((0..<240).map { UInt16($0 % 97) })
    for (name, values) in maps {
      try file.createDataset("/\(name)", of: UInt16.self, shape: [8, 6]).write(values)
    }
    try file.close()
    var descriptor = SceneDescriptor()
    descriptor.cube = "/cube"
    descriptor.labels = "/labels"
    return try Scene.open(path, descriptor: descriptor)
  }

  private func ground(_ scene: Scene, _ yaml: String) throws -> Ground {
    try Ground(
      scene: scene,
      configuration: Configuration(
        yaml: "network: {window: 3}\nscene: {labels: /labels, cube: /cube}\n" + yaml, file: "a.yaml"
      ))
  }

  private static let masks = "split: {kind: masks, train: /train, test: /test}"

  private func half(_ parity: Int, _ code: (UInt16) -> UInt16) -> [UInt16] {
    Self.labels.enumerated().map { $0 % 2 == parity ? code($1) : 0 }
  }

  @Test func aTrainingMaskThatNumbersClassesOtherwiseIsRefused() throws {
    let scene = try write([
      "labels": Self.labels, "train": half(0) { $0 % 4 + 1 }, "test": half(1) { $0 },
    ])
    let error = #expect(throws: SceneError.self) { try ground(scene, Self.masks) }
    let text = error?.description ?? ""
    #expect(text.contains("they agree in 0 of 24 pixels that both label"))
    #expect(text.contains("class 2 is class 1 there, class 3 is class 2 there"))
  }

  @Test func masksMayDifferInSinglePixels() throws {
    var train = half(0) { $0 }
    train[0] = 4
    let scene = try write(["labels": Self.labels, "train": train, "test": half(1) { $0 }])
    #expect(try ground(scene, Self.masks).labels.codes[0] == 4)
  }

  @Test func codesAreClassesOfAsManyAsOccur() throws {
    let codes: [UInt16] = [11, 1001, 60_000, 3]
    let scene = try write(["labels": Self.labels.map { codes[Int($0) - 1] }])
    let ground = try ground(scene, "split: {count: 3, without: [1001]}")
    #expect(ground.labels.classes.entries.map(\.code) == [3, 11, 1001, 60_000])
    #expect(ground.labels.values.max() == 4)
    #expect(try ground.trainedClasses(ground.split()) == [1, 2, 4])
    let error = #expect(throws: SceneError.self) {
      try self.ground(scene, "split: {without: [2]}").split()
    }
    #expect(error?.description.contains("3, 11, 1001, 60000") == true)
  }

  @Test func aSavedSplitOfUnlabelledPixelsIsRefused() throws {
    var labels = Self.labels
    labels[47] = 0
    let scene = try write(["labels": labels])
    try Split(
      rows: 8, columns: 6, train: [0, 12, 24], validation: [36, 47], test: [1], strategy: "x",
      seed: 0
    ).save(folder.file("split.h5"))
    let error = #expect(throws: SceneError.self) {
      try ground(scene, "split: {file: \(folder.file("split.h5"))}").split()
    }
    #expect(error?.description.contains("1 of 2 validation pixels have no label") == true)
  }

  @Test func validationPixelsOfUntrainedClassesAreLeftOutAndTold() throws {
    let scene = try write(["labels": Self.labels])
    let split = try Split(
      rows: 8, columns: 6, train: [0, 2, 12, 14], validation: [1, 25], test: [3, 40],
      strategy: "x", seed: 0)
    let found = try ground(scene, "split: {count: 3}").usable(split)
    #expect(found.split.validation == [1])
    #expect(found.notes.contains { $0.contains("left out: 1 validation pixel of classes without") })
    #expect(found.notes.contains { $0.contains("(class 4)") })
    #expect(found.notes.contains { $0.contains("no validation pixel: class 2") })
    #expect(found.notes.contains { $0.contains("% of the labelled pixels serve no side") })
  }
}

/// Model cards of versions that had no codes.
@Suite struct OldCardTests {
  @Test func theNumberWasTheCode() throws {
    let json = #"{"number": 7, "name": "oak", "colour": "\#u{23}112233"}"#
    let read = try JSONDecoder().decode(ModelCard.Class.self, from: Data(json.utf8))
    #expect(read.number == 7 && read.code == 7 && read.name == "oak")
    let again = try JSONDecoder().decode(
      ModelCard.Class.self,
      from: JSONEncoder().encode(ModelCard.Class(number: 2, code: 0, name: "a", colour: "#000000")))
    #expect(again.number == 2 && again.code == 0)
  }
}
