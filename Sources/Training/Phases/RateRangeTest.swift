// Smith, "Cyclical learning rates for training neural networks", WACV 2017: the rate rises from step
// to step while the loss is watched.
internal import Foundation
internal import Scenes
public import Torch

/// How the loss of a phase goes while the learning rate rises geometrically.
public struct RateRangeTest: Codable, Equatable, Sendable {
  public struct Step: Codable, Equatable, Sendable {
    public var rate: Double
    /// Of the batch, before the step.
    public var loss: Double
    /// Mean of the losses of the steps around, as many before as after.
    public var smoothed: Double

    public init(rate: Double, loss: Double, smoothed: Double) {
      self.rate = rate
      self.loss = loss
      self.smoothed = smoothed
    }
  }

  public var steps: [Step]

  public init(steps: [Step]) {
    self.steps = steps
  }

  /// The rate at which the smoothed loss falls fastest, before its least value; nil if it never
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
    // The first steps are means of few losses: a fall there is noise, unless there is no other.
    let calm = slopes.indices.dropFirst(Self.smoothing + reach)
    let steepest = (calm.isEmpty ? slopes.indices[...] : calm).min { slopes[$0] < slopes[$1] }
    guard let steepest, slopes[steepest] < 0 else { return nil }
    return steps[steepest].rate
  }

  /// How many losses before a step, and after it, its smoothed loss is a mean of.
  private static let smoothing = 4

  /// How a test goes, and who is told.
  public struct Run {
    /// From the first step to the last.
    public var rates = 1e-6...1
    /// Steps at most; it ends before if the loss has risen to 4 times its least, or is no longer
    /// a number.
    public var count = 120
    public var device = Device.cpu
    public var precision = Precision.float32
    /// Told the steps done.
    public var progress: (_ done: Int) -> Void = { _ in }
    /// Asked after every step; true ends the test with what there is.
    public var isInterrupted: () -> Bool = { false }

    public init() {}
  }

  /// Tests a phase on weights that are thrown away.
  ///
  /// - Parameters:
  ///   - phase: its name.
  ///   - folder: the run whose split is used and whose weights the phase begins with, those that
  ///     the phase before ended with. The run stays as it is. If nil, the split is drawn and the
  ///     weights are fresh.
  ///   - configuration: the run's, with what may differ in the phase.
  ///   - scenePath: the scene file.
  ///   - version: of Facet, for the record.
  ///   - run: rates, steps and what is told of them.
  /// - Throws: what beginning a run would throw; `SceneError` if the phase before has not ended.
  public init(
    _ phase: String, of folder: RunFolder?, _ configuration: Configuration, scenePath: String,
    version: String, _ run: Run
  ) throws {
    let previous = try configuration.phase(before: phase)
    if let folder, let previous { try folder.requireEnded(previous) }
    let ground = try TrainingGround(
      configuration, scenePath: scenePath, split: folder?.split,
      prior: configuration.network.from == nil ? nil : folder?.prior, version: version)
    let seed = configuration.seed
    let model = try ground.model(seed: seed, device: run.device, precision: run.precision)
    if let folder, let previous {
      try model.restore(try ModelFile.load(folder.weights(after: previous)).snapshot())
    }
    let start = PhaseStart(
      model: model, data: ground.data, seed: seed, device: run.device, file: ground.scene.file)
    let stepper = try PhaseStepper(configuration.section(phase), on: start)
    try stepper.phase.prepare()
    var losses: [Double] = []
    var (mean, least) = (0.0, Double.infinity)
    let (first, last) = (run.rates.lowerBound, run.rates.upperBound)
    let chosen = (0..<run.count).map { step in
      first * pow(last / first, Double(step) / Double(max(1, run.count - 1)))
    }
    for (step, rate) in chosen.enumerated() {
      let done = try stepper.update(step: step, rate: rate)
      guard done.fault == nil else { break }
      let loss = done.loss
      losses.append(loss)
      // The latest losses count most; single batches do not end the test.
      mean = step == 0 ? loss : 0.8 * mean + 0.2 * loss
      least = min(least, mean)
      run.progress(step + 1)
      if mean > 4 * least || run.isInterrupted() { break }
    }
    steps = losses.indices.map { step in
      // A mean of what came before alone would lag, and suggest rates that are too large.
      let reach = min(Self.smoothing, step, losses.count - 1 - step)
      let near = losses[(step - reach)...(step + reach)]
      return Step(
        rate: chosen[step], loss: losses[step], smoothed: near.reduce(0, +) / Double(near.count))
    }
  }
}
