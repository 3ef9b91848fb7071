public import MetricLearning
public import Parts
internal import Torch

/// Which loss the metric phase minimises, and with what: `loss: circle`, or
/// `loss: {name: circle, m: 0.25}`; so for the other parts. See `MetricChoice`.
public struct MetricSection: Codable, Equatable, Sendable {
  public var loss: Part = "structural"
  /// What the loss measures by; its own choice where absent, and so for the next two.
  @OrNull public var distance: Part?
  @OrNull public var reducer: Part?
  /// Which pairs or triplets count; all where absent.
  @OrNull public var miner: Part?
  /// Embeddings of earlier batches to compare with; 0 for none.
  public var memory = 0
  /// Weight w_s of the loss; 0 leaves it out.
  public var weight = 1.0

  public init() {}

  /// The loss and its parts as the toolbox makes them.
  public var choice: MetricChoice {
    MetricChoice(
      loss: loss, distance: distance, reducer: reducer, miner: miner,
      memory: memory > 0 ? memory : nil)
  }

  /// Makes the loss once, on a few numbers, so that a combination without sense is refused before
  /// a scene is read.
  func validate(_ rule: Rule) throws {
    try rule.require("weight", weight, in: 0...1e6)
    try rule.require("memory", memory, in: 0...10_000_000)
    // How many classes there are is known with the scene; weights by class say how many they expect.
    var classes = 2
    if case .numbers(let weights)? = reducer?.parameters["weights"] {
      classes = max(1, weights.count)
    }
    _ = try makeLoss(features: 8, classes: classes, seed: 0, device: .cpu, rule)
  }

  /// The loss.
  ///
  /// - Parameter seed: of the weights that it may have; they are the same on every device.
  /// - Throws: `ConfigurationError` with the reason why the parts make no sense together.
  func makeLoss(features: Int, classes: Int, seed: UInt64, device: Device, _ rule: Rule) throws
    -> any MetricLoss
  {
    do {
      let loss = try choice.makeLoss(
        features: features, classes: classes, generator: RandomGenerator(seed: seed))
      guard device != .cpu else { return loss }
      let moved = try choice.makeLoss(
        features: features, classes: classes,
        generator: RandomGenerator(seed: seed, device: device))
      try moved.restore(try loss.snapshot())
      return moved
    } catch let error as PartError {
      throw ConfigurationError(
        file: rule.file, key: rule.section, problem: "makes no sense: \(error)")
    }
  }
}
