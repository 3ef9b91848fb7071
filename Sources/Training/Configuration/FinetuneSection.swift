internal import MetricLearning
public import Sampling
internal import Torch

/// The second phase: network weights W and metric factors B are trained together by
/// w_s · metric loss + w_c · cross-entropy + λ · diversity.
public struct FinetuneSection: Codable, Equatable, Sendable, OptimisedSection {
  public var epochs = 20
  /// Steps instead of epochs, rounded up to whole epochs; 0 to count in epochs.
  public var iterations = 0
  /// Classes p in a batch; 0 for all.
  public var classes = 0
  /// Pixels m of each of them.
  public var perClass = 8
  public var optimiser: OptimiserKind = .adamw
  /// The largest learning rate.
  public var rate = 5e-4
  /// For `sgd`.
  public var momentum = 0.9
  public var weightDecay = 5e-5
  public var schedule: ScheduleKind = .cosine
  /// Epochs over which the rate first rises.
  public var warmUp = 0
  /// Epochs between two steps of the schedule `step`.
  public var stepEvery = 10
  /// What the rate is multiplied by at each of them.
  public var stepFactor = 0.1
  /// The metric loss and its weight w_s.
  public var metric = MetricSection()
  /// Weight w_c of cross-entropy.
  public var crossEntropy = 1.0
  public var diversity = DiversitySection()
  public var augmentation = Augmentation()
  /// Whether the softmax layer is fitted on the frozen features afterwards.
  public var refitSoftmax = false
  /// Full-batch steps of that fit.
  public var refitSteps = 200

  public init() {}

  mutating func followPaper() {
    iterations = 1_000
    optimiser = .sgd
    rate = 1e-5
    schedule = .constant
    crossEntropy = 0
    refitSoftmax = true
    augmentation = .none
  }

  func validate(_ rule: Rule) throws {
    try validateOptimisation(rule)
    let isCount = classes == 0 || (2...65_535).contains(classes)
    try rule.require(isCount, "classes", is: classes, must: "0 (all classes) or at least 2")
    try rule.require("perClass", perClass, in: 2...100_000)
    try rule.require(
      classes * perClass <= 1_000_000, "perClass", is: perClass,
      must: "such that classes · perClass is at most 1000000, not \(classes * perClass)")
    try rule.require("crossEntropy", crossEntropy, in: 0...1e6)
    let metricRule = rule.within("metric")
    try metric.validate(metricRule)
    let trains = metric.weight > 0 || crossEntropy > 0 || length(stepsPerEpoch: 1).epochs == 0
    try metricRule.require(
      trains, "weight", is: metric.weight,
      must: "above 0 where crossEntropy is 0, or there is nothing to learn; or set epochs: 0")
    try metricRule.require(
      metric.memory == 0 || metric.memory > classes * perClass, "memory", is: metric.memory,
      must: "0, or larger than a batch (classes · perClass = \(classes * perClass)), which is "
        + "remembered too")
    try rule.require("refitSteps", refitSteps, in: 0...1_000_000)
    try diversity.validate(rule.within("diversity"))
    try augmentation.validate(rule.within("augmentation"))
  }
}

extension FinetuneSection {
  /// Whether the phase has no steps, as `epochs: 0` says.
  public var isSkipped: Bool { epochs == 0 && iterations == 0 }

  /// The metric loss of a model; nil where it has no weight, or the phase no steps.
  ///
  /// - Parameters:
  ///   - factors: width k of the embeddings.
  ///   - classes: trained classes, in all.
  ///   - seed: of the weights that the loss may have.
  /// - Throws: `ConfigurationError` where the parts make no sense with so many classes.
  func metricLoss(factors: Int, classes count: Int, seed: UInt64, device: Device) throws
    -> (any MetricLoss)?
  {
    guard metric.weight > 0, !isSkipped else { return nil }
    let rule = Rule(file: "configuration", section: "finetune.metric")
    let batch = (classes == 0 ? count : min(classes, count)) * perClass
    try rule.require(
      metric.memory == 0 || metric.memory > batch, "memory", is: metric.memory,
      must: "0, or larger than a batch of \(batch) pixels, which is remembered too")
    return try metric.makeLoss(
      features: factors, classes: count, seed: seed, device: device, rule)
  }
}
