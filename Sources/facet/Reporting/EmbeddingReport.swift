import Accuracy
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
  /// Whether pictures are wanted beside the figures.
  let draws: Bool

  /// Figures come from this many test pixels at most, pictures from fewer.
  private static let figureSample = 5000
  private static let pictureSample = 1000

  /// The test pixels that are looked at: all, or a sample; the first of them make the pictures.
  var sample: [Int] {
    var generator = SeededGenerator(seed: run.configuration.seed, for: "report.embedding")
    var pixels = run.split.test.filter { run.labels.values[$0] > 0 }
    pixels.shuffle(using: &generator)
    return Array(pixels.prefix(Self.figureSample))
  }

  /// - Parameters:
  ///   - pixels: of the sample, in its order.
  ///   - embeddings: theirs under the run's model, row by row.
  func summary(pixels: [Int], embeddings: [Float]) throws -> EmbeddingSummary? {
    guard !pixels.isEmpty else { return nil }
    let after = try Tensor(embeddings, shape: [pixels.count, run.model.card.factors])
    let phase = run.model.card.phase
    let previous = run.configuration.plannedPhases.prefix { $0 != phase }.last
    var states: [EmbeddingSummary.State] = []
    var last = (pixels: pixels, embeddings: after)
    if let previous, FileManager.default.fileExists(atPath: run.folder.weights(after: previous)) {
      // Patch by patch, so only those of the picture; most figures depend on how many there are, so
      // that those after it are of the same.
      let few = Array(pixels.prefix(Self.pictureSample))
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
    return EmbeddingSummary(states: states)
  }

  private func state(
    _ name: String, _ pixels: [Int], _ embeddings: Tensor, references: RunEmbeddings?
  ) throws -> EmbeddingSummary.State {
    let labels = pixels.map { Int(run.labels.values[$0]) }
    return EmbeddingSummary.State(
      name: name, figures: try figures(embeddings, labels),
      picture: try draws ? picture(embeddings, labels, references) : nil)
  }

  private func picture(
    _ embeddings: Tensor, _ labels: [Int], _ references: RunEmbeddings?
  ) throws -> EmbeddingSummary.Picture {
    let few = min(labels.count, Self.pictureSample)
    let sample = try embeddings.slice(0, 0..<few)
    let own = Array(labels.prefix(few))
    // Prototypes are the means of the training pixels; of the sample itself where these are unknown.
    let prototypes =
      try references.map { try Prototypes(of: $0.train.embeddings, labels: $0.trainClasses) }
      ?? Prototypes(of: sample, labels: own)
    let all = try Tensor.concatenated([sample.to(.float32), prototypes.points.to(.cpu)], along: 0)
    let layout = try TSNE(all, seed: run.configuration.seed)
    let points = zip(layout.points, own + prototypes.labels).enumerated().map { index, point in
      EmbeddingSummary.Picture.Point(
        x: point.0.x, y: point.0.y, label: point.1, isPrototype: index >= few)
    }
    return EmbeddingSummary.Picture(points: points)
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
