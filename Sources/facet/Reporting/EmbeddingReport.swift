import Accuracy
import Classical
import Foundation
import MetricLearning
import Sampling
import Scenes
import Torch
import Training

/// The embedding of a run's test pixels, after the last phase and the one before it.
struct EmbeddingReport {
  let run: FinishedRun
  let device: Device
  /// Whether pictures, and a comparison of metrics, are wanted beside the figures.
  let draws: Bool

  /// Figures come from this many test pixels at most, pictures from fewer.
  private static let figureSample = 5000
  private static let pictureSample = 1000

  /// The test pixels that are looked at: all, or a sample; the first of them make the pictures.
  var sample: [Int] {
    Array(testPixels(seed: run.configuration.seed).prefix(Self.figureSample))
  }

  /// Labelled test pixels in random order.
  private func testPixels(seed: UInt64) -> [Int] {
    var generator = SeededGenerator(seed: seed, for: "report.embedding")
    var pixels = run.split.test.filter { run.labels.values[$0] > 0 }
    pixels.shuffle(using: &generator)
    return pixels
  }

  /// - Parameters:
  ///   - pixels: of the sample, in its order.
  ///   - features: theirs under the run's model; nil if there are no pixels.
  func summary(pixels: [Int], features: PixelFeatures?) throws -> EmbeddingSummary? {
    guard let features else { return nil }
    let after = features.embeddings
    let phase = run.model.card.phase
    let previous = run.configuration.plannedPhases.prefix { $0 != phase }.last
    var states: [EmbeddingSummary.State] = []
    // Most figures depend on how many pixels there are: the states are of the same ones.
    let few = Array(pixels.prefix(Self.pictureSample))
    var last = (pixels: pixels, embeddings: after)
    if let previous, FileManager.default.fileExists(atPath: run.folder.weights(after: previous)) {
      // Patch by patch, so only those of the picture.
      last = (few, try after.slice(0, 0..<few.count))
      let before = try ModelFile.load(run.folder.weights(after: previous), device: device)
        .features(of: few, in: run.scene, device: device)
      states.append(
        try state("After \(previous)", before.pixels, before.features.embeddings, references: nil))
    }
    let references = try? RunEmbeddings.load(run.folder, of: run.model)
    states.append(
      try state(
        "After \(phase)", last.pixels, last.embeddings,
        references: references))
    let comparison = try references.flatMap {
      draws
        ? try MetricComparison(seed: run.configuration.seed).made(
          from: $0, on: features.selecting(Array(few.indices)), labels: labels(of: few)) : nil
    }
    return EmbeddingSummary(states: states, comparison: comparison)
  }

  /// The run's test pixels as an embedding places them, as the report's pictures are by t-SNE.
  ///
  /// - Returns: the picture, how many pixels and test pixels there are, and what to tell.
  /// - Throws: `ClassicalError` if the pixels do not suffice for the method.
  func picture(by choice: MethodChoice, seed: UInt64?) throws -> (
    picture: EmbeddingSummary.Picture, shown: Int, all: Int, notes: [String]
  ) {
    let seed = seed ?? run.configuration.seed
    let all = testPixels(seed: seed)
    guard !all.isEmpty else {
      throw SceneError(
        file: run.folder.split, problem: "has no labelled test pixels to show",
        remedy: "Train with a split that leaves some")
    }
    let found = try run.model.features(
      of: Array(all.prefix(Self.pictureSample)), in: run.scene, device: device)
    let made = try picture(
      found.features.embeddings, labels(of: found.pixels),
      try? RunEmbeddings.load(run.folder, of: run.model), by: choice.seeded(seed))
    return (made.picture, found.pixels.count, all.count, made.notes)
  }

  private func labels(of pixels: [Int]) -> [Int] { pixels.map { Int(run.labels.values[$0]) } }

  private func state(
    _ name: String, _ pixels: [Int], _ embeddings: Tensor, references: RunEmbeddings?
  ) throws -> EmbeddingSummary.State {
    let labels = labels(of: pixels)
    let choice = try MethodChoice(picture: TSNE.name).seeded(run.configuration.seed)
    return EmbeddingSummary.State(
      name: name, figures: try figures(embeddings, labels),
      picture: try draws ? picture(embeddings, labels, references, by: choice).picture : nil)
  }

  private func picture(
    _ embeddings: Tensor, _ labels: [Int], _ references: RunEmbeddings?, by choice: MethodChoice
  ) throws -> (picture: EmbeddingSummary.Picture, notes: [String]) {
    let few = min(labels.count, Self.pictureSample)
    let sample = try embeddings.slice(0, 0..<few)
    let own = Array(labels.prefix(few))
    // Prototypes are the means of the training pixels; of the sample itself where these are unknown.
    let prototypes =
      try references.map { try Prototypes(of: $0.train.embeddings, labels: $0.trainClasses) }
      ?? Prototypes(of: sample, labels: own)
    let all = try Tensor.concatenated(
      [sample.to(.float32, device: .cpu), prototypes.points.to(.cpu)], along: 0)
    let (places, notes) = try choice.coordinates(of: all)
    let width = places.shape[1]
    let values = try places.values(Double.self)
    let points = (own + prototypes.labels).enumerated().map { index, label in
      EmbeddingSummary.Picture.Point(
        x: values[index * width], y: width > 1 ? values[index * width + 1] : 0, label: label,
        isPrototype: index >= few)
    }
    return (EmbeddingSummary.Picture(points: points), notes)
  }

  private func figures(_ embeddings: Tensor, _ labels: [Int]) throws -> EmbeddingSummary.Figures? {
    let counts = labels.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    guard counts.values.contains(where: { $0 > 1 }) else { return nil }
    let found = try EmbeddingFigures(
      of: embeddings, labels: labels, seed: run.configuration.seed)
    return EmbeddingSummary.Figures(
      points: found.points, precisionAt1: found.retrieval.precisionAt1,
      rPrecision: found.retrieval.rPrecision, mapAtR: found.retrieval.mapAtR,
      normalisedMutualInformation: found.agreement.normalisedMutualInformation,
      adjustedMutualInformation: found.agreement.adjustedMutualInformation,
      within: found.spread.within, between: found.spread.between,
      silhouette: found.spread.silhouette)
  }
}
