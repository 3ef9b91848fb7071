package import Episodes
internal import Foundation
internal import MetricLearning
package import Networks
package import Parts
internal import Sampling
package import Scenes
package import Torch

/// What a meta-trained model must know of itself, and what it has seen.
package struct MetaCard: Codable, Equatable, Sendable {
  package var grid: WavelengthGrid
  package var network: NetworkSection
  package var head: Part
  /// The most classes of an episode that it was trained on.
  package var ways: Int
  /// Each source of episodes in words.
  package var sources: [String]
  /// Episodes that it was trained on.
  package var episodes: Int
  package var seed: UInt64
  /// Mean accuracy over the last tenth of the episodes, 0…1.
  package var accuracy: Double
  package var seconds: Double
  /// Facet's version and commit.
  package var version: String
  package var commit: String

  package var design: NetworkDesign { network.design(bands: grid.wavelengths.count) }
}

/// An embedding network and a head, trained together over episodes.
package struct MetaModel: Stateful {
  package let card: MetaCard
  private let network: any FeatureNetwork
  private let metric: FactorLayer
  package let head: any Head

  /// With fresh weights.
  package init(_ card: MetaCard) throws {
    self.card = card
    let generator = try RandomGenerator(seed: card.seed)
    network = try makeNetwork(card.design, generator: generator)
    metric = try FactorLayer(
      features: card.network.features, factors: card.network.factors, generator: generator)
    head = try HeadKind.make(
      card.head, features: card.network.factors, ways: card.ways, generator: generator)
  }

  /// - Parameter input: standardised windows, N × window × window × bands.
  /// - Returns: N × factors.
  package func embeddings(_ input: Tensor, _ mode: Mode) throws -> Tensor {
    let responses = try network.responses(input, mode)
    return try metric(network.features(of: responses, mode))
      .reshaped([input.shape[0], card.network.factors])
  }

  /// Embeddings of some pixels of a scene on the model's grid. Standardisation and batch norm take
  /// their statistics from a sample of these pixels.
  ///
  /// - Returns: the pixels that have a value in any band, and N × factors.
  /// - Throws: `SceneError` if none of the pixels has.
  package func embeddings(of pixels: [Int], in scene: Scene, seed: UInt64) throws -> (
    pixels: [Int], embeddings: Tensor
  ) {
    var generator = SeededGenerator(seed: seed, for: RandomStream("meta.sample"))
    let sample = Array(pixels.shuffled(using: &generator).prefix(512))
    let source = try blaming(scene.file) {
      let standardisation = try Standardisation.estimate(scene: scene, pixels: sample)
      return try PatchSource(
        scene: scene, pixels: pixels, window: card.design.window,
        standardisation: standardisation)
    }
    let invalid = Set(source.invalidPixels)
    let valid = pixels.filter { !invalid.contains($0) }
    guard valid.count > 1 else {
      throw SceneError(
        file: scene.file,
        problem: "\(valid.count) of \(counted(pixels.count, "pixel")) has a value in any band",
        remedy: "Name pixels with data")
    }
    let data = TrainingData(patches: source)
    return try withoutGradients {
      let known = sample.filter { !invalid.contains($0) }.prefix(256)
      let input = try data.patches(Array(known), device: .cpu)
      let mode = Mode.training(try RandomGenerator(seed: seed))
      if known.count > 1 { for _ in 0..<30 { _ = try embeddings(input, mode) } }
      let parts = try stride(from: 0, to: valid.count, by: 256).map {
        try embeddings(
          data.patches(Array(valid[$0..<min($0 + 256, valid.count)]), device: .cpu), .inference)
      }
      return (valid, try Tensor.concatenated(parts, along: 0))
    }
  }

  package func state(_ path: String) -> [StateEntry] {
    network.state(joined(path, "network")) + metric.state(joined(path, "metric"))
      + head.weights.state(joined(path, "head"))
  }
}

/// The folder of a meta-training.
package struct MetaFolder: Sendable {
  package let path: String

  package init(_ path: String) { self.path = path }

  package var model: String { RunFolder(path).file("meta.safetensors") }
  package var configuration: String { RunFolder(path).file("meta.yaml") }
  package var checkpoint: String { RunFolder(path).checkpoint }

  /// The model that ships with Facet.
  ///
  /// - Throws: `SceneError` if it is not installed.
  package static func builtin() throws -> MetaFolder {
    let folders = installedFolders("Models").map { MetaFolder("\($0)/builtin") }
    guard let found = folders.first(where: \.exists) else {
      throw SceneError(
        file: "Models/builtin", problem: "the model that ships with Facet is not installed",
        remedy: "Make one with `facet meta-train Configs/meta.yaml -o runs/meta`")
    }
    return found
  }

  /// Whether a meta-training has been begun here.
  package var exists: Bool { FileManager.default.fileExists(atPath: configuration) }

  private static let key = "facet.meta"

  func save(_ model: MetaModel) throws {
    if let entry = try model.firstNotFinite() {
      throw SceneError(
        file: self.model,
        problem: "was not written: `\(entry.path)` holds values that are no numbers",
        remedy: "Train again with a lower rate")
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    let card = String(decoding: try encoder.encode(model.card), as: UTF8.self)
    try writeFile(
      try Safetensors(tensors: try model.snapshot(), metadata: [Self.key: card]).encoded(),
      to: self.model)
  }

  /// - Throws: `SceneError` if there is none, or it is damaged.
  package func load() throws -> MetaModel {
    guard FileManager.default.fileExists(atPath: model) else {
      throw SceneError(
        file: path,
        problem: exists
          ? "has no model yet: its meta-training was stopped" : "holds no meta-trained model",
        remedy: exists
          ? "Go on with `facet meta-train --resume -o \(path)`"
          : "Make one with `facet meta-train CONFIGURATION -o \(path)`")
    }
    do {
      let file = try Safetensors(decoding: try readFile(model))
      guard let json = file.metadata[Self.key] else {
        throw TorchError("it holds tensors, but no meta-trained model")
      }
      let model = try MetaModel(JSONDecoder().decode(MetaCard.self, from: Data(json.utf8)))
      try model.restore(file.tensors)
      return model
    } catch let error as SceneError {
      throw error
    } catch {
      throw SceneError(
        file: model, problem: "cannot be read as a meta-trained model: \(error)",
        remedy: "Train it again, or restore the file from a copy")
    }
  }
}
