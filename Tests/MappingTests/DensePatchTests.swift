import Foundation
import Mapping
import Networks
import Parts
import Sampling
import Scenes
import TestSupport
import Testing
import Torch
import Training

/// Mapping a whole scene densely gives what a patch for every pixel gives.
@Suite(.serialized) struct DensePatchTests {
  /// Every kind, and the network's channels; of the 2-D network, 16 are what the CPU's fast path takes.
  static let networks = NetworkKind.all.map { ($0.name, 4) } + [("2-D", 16)]

  @Test(arguments: networks)
  func everyPixelOfASceneAndItsBorders(_ kind: String, channels: Int) throws {
    let folder = try TemporaryFolder()
    try TinyExperiment.writeScene(folder.file("scene.h5"))
    let trained = try BriefTraining(
      kind, channels: channels, scene: folder.file("scene.h5"), window: 5, in: folder)
    let scene = trained.scene
    let classifier = try SceneClassifier(trained.model)
    let dense = try classifier.logits(scene)
    let pixels = Array(0..<scene.shape.pixels)
    try trained.expectPatches(at: pixels, toEqual: dense)
    let whole = try classifier.classify(scene).map.values
    let outputs = trained.model.card.classes.count
    #expect(
      whole
        == pixels.map { pixel in
          UInt16(
            trained.model.card.classes[
              largest(dense[(pixel * outputs)..<((pixel + 1) * outputs)])
            ].number)
        })

    // How the scene is cut up, and by how many threads it is worked on, changes no class.
    for (side, bytes) in [(1, 1), (7, 1 << 20), (16, 1 << 12), (1000, 1 << 30)] {
      let other = try SceneClassifier(trained.model, stripBytes: bytes, tileSide: side)
      #expect(try other.classify(scene).map.values == whole, "tiles of \(side)")
    }
    let threads = Engine.threads
    defer { try? Engine.setThreads(threads) }
    for count in [1, 2] {
      try Engine.setThreads(count)
      #expect(try classifier.classify(scene).map.values == whole, "\(count) threads")
    }
  }

  @Test(arguments: networks)
  func everyLabelledPixelOfIndianPines(_ kind: String, channels: Int) throws {
    let folders = ProcessInfo.processInfo.environment["FACET_SCENES"].map {
      ["\($0)/indian-pines.h5", "\($0)/indian-pines/indian-pines.h5"]
    }
    guard let path = folders?.first(where: FileManager.default.fileExists) else {
      print("note: FACET_SCENES has no indian-pines.h5; dense = patch is not tested on it")
      return
    }
    let trained = try BriefTraining(
      kind, channels: channels, scene: path, window: 5, in: try TemporaryFolder())
    let dense = try SceneClassifier(trained.model).logits(trained.scene)
    let shape = trained.scene.shape
    let corners = [0, shape.columns - 1, shape.pixels - shape.columns, shape.pixels - 1]
    let labelled = trained.labels.values.indices.filter { trained.labels.values[$0] > 0 }
    #expect(labelled.count == 10_249)
    try trained.expectPatches(at: corners + labelled, toEqual: dense)
  }
}

/// A small network after a few steps, whose running statistics are those of a real scene.
private struct BriefTraining {
  let scene: Scene
  let labels: LabelMap
  let model: Model

  init(
    _ kind: String, channels: Int, scene path: String, window: Int, in folder: TemporaryFolder
  ) throws {
    var configuration = try Configuration(
      yaml: """
        split: {count: 20}
        network:
          {kind: \(kind), window: \(window), features: \(max(8, channels)),
           factors: \(max(4, channels))}
        pretrain: {iterations: 4, batch: 32, rate: 0.01}
        """, file: "test")
    for name in ["reduce", "width"] where configuration.network.options[name] != nil {
      configuration.network.options[name] = .number(Double(channels))
    }
    let run = RunFolder(folder.file("run"))
    let trainer = try Trainer(
      run, configuration: configuration, scenePath: path, resume: false, device: .cpu,
      commit: "", version: "", watch: { _ in }, isInterrupted: { false })
    try trainer.run(through: "pretrain")
    scene = trainer.scene
    labels = trainer.labels
    model = try ModelFile.load(run.model)
  }

  /// Expects logits within 1e-4 of those of a patch for each pixel, and the same class.
  func expectPatches(
    at pixels: [Int], toEqual dense: [Float], _ location: SourceLocation = #_sourceLocation
  ) throws {
    let source = try PatchSource(
      scene: scene, pixels: pixels, window: model.window,
      standardisation: model.card.standardisation)
    let outputs = model.card.classes.count
    var difference: Float = 0
    var changed = 0
    try inferring {
      for start in stride(from: 0, to: pixels.count, by: 512) {
        let batch = pixels[start..<min(start + 512, pixels.count)]
        var patches = [Float](repeating: 0, count: batch.count * source.patchCount)
        try patches.withUnsafeMutableBufferPointer { try source.gather(batch, into: $0) }
        let input = try Tensor(
          patches, shape: [batch.count, model.window, model.window, scene.shape.bands])
        let logits = try model.logits(model.embeddings(input, .inference)).values(Float.self)
        for (index, pixel) in batch.enumerated() {
          let patch = logits[(index * outputs)..<((index + 1) * outputs)]
          let tile = dense[(pixel * outputs)..<((pixel + 1) * outputs)]
          for (one, other) in zip(patch, tile) { difference = max(difference, abs(one - other)) }
          if largest(patch) != largest(tile) { changed += 1 }
        }
      }
    }
    #expect(difference <= 1e-4, sourceLocation: location)
    #expect(changed == 0, "of \(pixels.count) pixels", sourceLocation: location)
  }
}

/// Which value is the largest, from 0; the first of equal ones.
private func largest(_ values: ArraySlice<Float>) -> Int {
  (values.indices.max { values[$0] < values[$1] } ?? values.startIndex) - values.startIndex
}
