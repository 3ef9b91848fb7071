import Mapping
import MetricLearning
import Sampling
import Scenes
import Torch
import Training

/// The map of a run's own scene: by the network, or by the random walk that follows on it.
struct RunMap {
  /// The scene as it was decided on, with what the walk made of it where there is one.
  let classified: SceneClassifier.Classified
  /// The map of the network alone, where a walk follows.
  let alone: LabelMap?
  /// The rate at which the network's word caught walkers, where a walk follows.
  let prior: Float?

  /// - Parameter pixels: whose embeddings are kept.
  init(
    _ run: FinishedRun, decision: Decision, walk: RandomWalk?, device: Device,
    embeddingsOf pixels: [Int]
  ) throws {
    guard let walk else {
      classified = try SceneClassifier(run.model, decision: decision, device: device)
        .classify(run.scene, embeddingsOf: pixels)
      alone = nil
      prior = nil
      return
    }
    let walked = try WalkedMap(
      run.model, walk, labels: run.trainingLabels(), judges: run.split.validation,
      decision: decision,
      device: device
    ).classify(run.scene, embeddingsOf: pixels)
    var classified = walked.network
    alone = classified.map
    prior = walked.prior
    classified.map = walked.map
    classified.nearest.labels = walked.map.values.map { Int($0) }
    classified.nearest.confidences = walked.confidence
    self.classified = classified
  }
}
