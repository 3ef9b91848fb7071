import Mapping
import MetricLearning
import Sampling
import Scenes
import Torch
import Training

/// The map of a run's own scene: by the network, or by the random walk that follows on it.
struct RunMap {
  /// The scene as it was decided on, with what the walk made of it if it is used.
  let classified: SceneClassifier.Classified
  /// The map of the network alone, if the map is the walk's.
  let alone: LabelMap?
  /// How far the walk went and whether it is used, if one was asked for.
  let choice: WalkChoice?
  /// The share of walkers from each pixel that end at a label, if the map is the walk's.
  let caughtByLabels: [Float]?

  /// - Parameter pixels: whose features are kept.
  init(
    _ run: FinishedRun, decision: Decision, walk: RandomWalk?, device: Device,
    featuresOf pixels: [Int]
  ) throws {
    guard let walk else {
      classified = try SceneClassifier(run.model, decision: decision, device: device)
        .classify(run.scene, featuresOf: pixels)
      alone = nil
      choice = nil
      caughtByLabels = nil
      return
    }
    let walked = try WalkedMap(
      run.model, walk, labels: run.trainingLabels(), judges: run.split.validation,
      decision: decision,
      guide: run.folder.guide(run.configuration.map, of: run.model, device: device),
      device: device
    ).classify(run.scene, featuresOf: pixels)
    var classified = walked.network
    choice = walked.choice
    caughtByLabels = walked.caughtByLabels
    guard walked.choice.isUsed else {
      alone = nil
      self.classified = classified
      return
    }
    alone = classified.map
    classified.map = walked.map
    classified.nearest.labels = walked.map.values.map { Int($0) }
    classified.nearest.confidences = walked.confidence
    self.classified = classified
  }
}
