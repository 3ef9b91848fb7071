import Foundation
import Synchronization
import TestSupport
import Testing
import Torch
import Training

@testable import Mapping
@testable import Scenes

/// A map asks the file for each pixel once, however the scene is cut up.
@Suite(.serialized) struct PixelsReadTests {
  @Test func everyPixelIsReadOnce() throws {
    let folder = try TemporaryFolder()
    try TinyExperiment.writeScene(folder.file("scene.h5"))
    try TinyExperiment.writeConfiguration(folder)
    let run = RunFolder(folder.file("run"))
    let trainer = try Trainer(
      run, configuration: Configuration.load(path: folder.file("tiny.yaml")),
      scenePath: folder.file("scene.h5"), resume: false, device: .cpu, commit: "", version: "",
      watch: { _ in }, isInterrupted: { false })
    try trainer.run(through: "pretrain")
    let model = try ModelFile.load(run.model)

    let file = folder.file("scene.h5")
    let opened = try openScene(file, descriptor: SceneDescriptor())
    let cube = CountingCube(opened.cube)
    let scene = try Scene(
      path: file, descriptor: SceneDescriptor(),
      opened: OpenedFile(
        cube: cube, storage: opened.storage, labels: opened.labels,
        lookupTable: opened.lookupTable, proposedBands: opened.proposedBands))
    for bytes in [1, 1 << 14, 1 << 30] {
      let classifier = try SceneClassifier(model, stripBytes: bytes)
      try classifier.classify(
        scene, into: MapInMemory(), progress: { _, _ in }, isInterrupted: { false })
      #expect(cube.take() == [1], "strips of \(bytes) bytes")
    }
    // The guide of a walk is made from a sample, here of all rows; the walk itself reads nothing.
    try WalkedMap(model, RandomWalk(prior: 1e-2), labels: [:], device: .cpu).classify(
      scene, into: MapInMemory(), progress: { _, _ in }, isInterrupted: { false })
    #expect(cube.take().allSatisfy { $0 <= 2 })
  }
}

/// A cube that counts how often each pixel is read.
private final class CountingCube: GenericCubeReader {
  private let cube: any CubeReader
  private let counts: Mutex<[Int]>

  init(_ cube: any CubeReader) {
    self.cube = cube
    counts = Mutex(Array(repeating: 0, count: cube.shape.pixels))
  }

  var shape: CubeShape { cube.shape }
  var bands: BandTable { cube.bands }
  var georeference: Georeference? { cube.georeference }
  var recognition: Recognition { cube.recognition }

  /// How often pixels were read since the last call, each number once.
  func take() -> Set<Int> {
    counts.withLock { counts in
      defer { counts = Array(repeating: 0, count: counts.count) }
      return Set(counts)
    }
  }

  func fill<Value: PhysicalValue>(
    _ window: CubeWindow, _ buffer: UnsafeMutableBufferPointer<Value>
  ) throws {
    counts.withLock { counts in
      for row in window.rows {
        for column in window.columns { counts[row * shape.columns + column] += 1 }
      }
    }
    try Value.read(window, of: cube, into: buffer)
  }
}
