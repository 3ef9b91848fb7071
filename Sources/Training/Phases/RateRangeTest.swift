// Smith, "Cyclical learning rates for training neural networks", WACV 2017: the rate rises from step
// to step while the loss is watched.
internal import Foundation
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
    /// Steps at most; it ends before where the loss has risen to 4 times its least, or is no longer
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

  /// Tests the first phase on fresh weights; nothing is kept of them.
  ///
  /// - Throws: what beginning a run would throw.
  public init(
    pretraining configuration: Configuration, scenePath: String, version: String, _ run: Run
  ) throws {
    let ground = try PhaseGround(configuration, scenePath: scenePath, version: version)
    let model = try Model(
      ground.card, seed: configuration.seed, device: run.device, precision: run.precision)
    var section = configuration.pretrain
    // Long enough that batches come as in the phase itself.
    section.epochs = max(1, section.epochs)
    let phase = try Phase.pretraining(
      section, model: model, data: ground.data, seed: configuration.seed)
    try self.init(phase, model, ground.data, seed: configuration.seed, run)
  }

  /// Tests the second phase on the weights that a run's first one ended with; the run stays as it
  /// is.
  ///
  /// - Parameter configuration: the run's, with what may differ in `finetune`.
  /// - Throws: `SceneError` where the run is not pre-trained; what taking it up would throw.
  public init(
    finetuning folder: RunFolder, _ configuration: Configuration, scenePath: String,
    version: String, _ run: Run
  ) throws {
    try folder.requirePretrained()
    let ground = try PhaseGround(
      configuration, scenePath: scenePath, split: folder.split, version: version)
    let seed = configuration.seed
    let model = try Model(ground.card, seed: seed, device: run.device, precision: run.precision)
    try model.restore(try ModelFile.load(folder.pretrained).snapshot())
    var section = configuration.finetune
    section.epochs = max(1, section.epochs)
    let loss = try section.metricLoss(
      factors: model.card.factors, classes: model.card.classes.count, seed: seed,
      device: run.device)
    try ground.data.start(loss, model, device: run.device)
    let phase = try Phase.finetuning(
      section, loss: loss, model: model, data: ground.data, seed: seed)
    try self.init(phase, model, ground.data, seed: seed, run)
  }

  private init(_ phase: Phase, _ model: Model, _ data: TrainingData, seed: UInt64, _ run: Run)
    throws
  {
    var losses: [Double] = []
    var (mean, least) = (0.0, Double.infinity)
    let (first, last) = (run.rates.lowerBound, run.rates.upperBound)
    let chosen = (0..<run.count).map { step in
      first * pow(last / first, Double(step) / Double(max(1, run.count - 1)))
    }
    for (step, rate) in chosen.enumerated() {
      let loss = try phase.update(
        model, data, step: step, rate: rate, seed: seed, device: run.device
      ).loss
      guard loss.isFinite else { break }
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
