// Smith, "Cyclical learning rates for training neural networks", WACV 2017: the rate rises from step
// to step while the loss is watched.
internal import Foundation
internal import Sampling
internal import Scenes
public import Torch

/// How the loss of the first phase goes while the learning rate rises geometrically.
public struct RateRangeTest: Codable, Equatable, Sendable {
  public struct Step: Codable, Equatable, Sendable {
    public var rate: Double
    /// Of the batch, before the step.
    public var loss: Double
    /// Mean of the losses of the steps around, as many before as after.
    public var smoothed: Double
  }

  public var steps: [Step]

  public init(steps: [Step]) {
    self.steps = steps
  }

  /// The rate at which the smoothed loss falls fastest, before its least value; nil where it never
  /// falls.
  public var suggestion: Double? {
    guard let least = steps.indices.min(by: { steps[$0].smoothed < steps[$1].smoothed }), least > 1
    else { return nil }
    // Slopes over some steps: those of single batches are noise.
    let reach = max(1, steps.count / 20)
    let slopes = (0...least).map { index in
      let (from, to) = (max(0, index - reach), min(least, index + reach))
      return (steps[to].smoothed - steps[from].smoothed) / Double(max(1, to - from))
    }
    guard let steepest = slopes.indices.min(by: { slopes[$0] < slopes[$1] }), slopes[steepest] < 0
    else { return nil }
    return steps[steepest].rate
  }

  /// Runs the test on fresh weights; nothing is kept of them.
  ///
  /// - Parameters:
  ///   - rates: from the first step to the last.
  ///   - count: steps at most; it ends before where the loss has risen to 4 times its least, or is
  ///     no longer a number.
  ///   - progress: told the steps done.
  ///   - isInterrupted: asked after every step; true ends the test with what there is.
  /// - Throws: what beginning a run would throw.
  public init(
    _ configuration: Configuration, scenePath: String, device: Device,
    rates: ClosedRange<Double> = 1e-6...1, count: Int = 120, version: String,
    progress: (_ done: Int) -> Void, isInterrupted: () -> Bool
  ) throws {
    let scene = try Scene.open(
      scenePath, descriptor: try configuration.scene.sceneDescriptor())
    let ground = try Ground(scene: scene, configuration: configuration)
    let drawn = try ground.split()
    let (standardisation, patches) = try ground.patches(of: drawn)
    let split = try blaming(scene.file) { try drawn.without(patches.invalidPixels) }
    let numbers = try ground.trainedClasses(split)
    let data = TrainingData(patches: patches, split: split, labels: ground.labels, numbers: numbers)
    let model = try Model(
      ground.card(numbers: numbers, standardisation: standardisation, version: version),
      seed: configuration.seed, device: device)
    var section = configuration.pretrain
    // Long enough that batches come as in the phase itself.
    section.epochs = max(1, section.epochs)
    let phase = try Phase.pretraining(section, model: model, data: data, seed: configuration.seed)

    var losses: [Double] = []
    var (mean, least) = (0.0, Double.infinity)
    let chosen = (0..<count).map { step in
      rates.lowerBound
        * pow(rates.upperBound / rates.lowerBound, Double(step) / Double(max(1, count - 1)))
    }
    for (step, rate) in chosen.enumerated() {
      let loss = try phase.update(
        model, data, step: step, rate: rate, seed: configuration.seed, device: device
      ).loss
      guard loss.isFinite else { break }
      losses.append(loss)
      // The latest losses count most; single batches do not end the test.
      mean = step == 0 ? loss : 0.8 * mean + 0.2 * loss
      least = min(least, mean)
      progress(step + 1)
      if mean > 4 * least || isInterrupted() { break }
    }
    steps = losses.indices.map { step in
      // A mean of what came before alone would lag, and suggest rates that are too large.
      let reach = min(4, step, losses.count - 1 - step)
      let near = losses[(step - reach)...(step + reach)]
      return Step(
        rate: chosen[step], loss: losses[step], smoothed: near.reduce(0, +) / Double(near.count))
    }
  }
}
