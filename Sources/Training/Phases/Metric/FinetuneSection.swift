internal import MetricLearning
package import Parts
public import Sampling
internal import Scenes
internal import Torch
package import Yams

/// Options of `finetune`: network weights W and metric factors B are trained together by
/// w_s · metric loss + w_c · cross-entropy + λ · diversity.
public struct FinetuneSection: Codable, Equatable, Sendable, OptimisedSection, PhaseSection {
  package static let name = "finetune"
  package static let kinds: [String: [any PartKind]] = [
    "metric.loss": LossKind.all, "metric.distance": DistanceKind.all,
    "metric.reducer": ReducerKind.all, "metric.miner": MinerKind.all,
  ]
  // A share that falls to 0 says that the metric loss has nothing left to teach, or has collapsed.
  package static let curves = [
    PhaseCurve(
      title: "Terms of the metric loss above 0", lines: [("activeShare", "Active")], isShare: true)
  ]

  public var epochs = 20
  /// Steps instead of epochs, rounded up to whole epochs; 0 to count in epochs.
  public var iterations = 0
  /// Steps at least: few labelled pixels make few steps an epoch.
  public var minimumSteps = 0
  /// Classes p in a batch; 0 for all.
  public var classes = 0
  /// Pixels m of each of them.
  public var perClass = 8
  /// Pixels a batch in place of `classes`, a multiple of m; 0 for classes · m.
  public var batch = 0
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
  /// Share of the cross-entropy's target spread evenly over the classes.
  public var labelSmoothing = 0.0
  public var diversity = DiversitySection()
  public var augmentation = Augmentation()
  /// Whether the softmax layer is fitted on the frozen features afterwards.
  public var refitSoftmax = false
  /// Full-batch steps of that fit.
  public var refitSteps = 200

  package init(_ preset: Preset) {
    if preset == .fewLabels { epochs = 0 }
    guard preset == .paper else { return }
    iterations = 1_000
    optimiser = .sgd
    rate = 1e-5
    schedule = .constant
    crossEntropy = 0
    refitSoftmax = true
    augmentation = .none
  }

  package func begin(on start: PhaseStart) throws -> any Phase { try MetricPhase(self, on: start) }

  package static func settled(_ written: Node.Mapping, file: String) throws -> Node.Mapping {
    try MetricLine.settled(written, file: file)
  }

  package func validate(_ rule: Rule, in configuration: Configuration) throws {
    try validateOptimisation(rule)
    let isCount = classes == 0 || (2...65_535).contains(classes)
    try rule.require(isCount, "classes", is: classes, must: "0 (all classes) or at least 2")
    try rule.require("perClass", perClass, in: 2...100_000)
    try rule.require(
      classes * perClass <= 1_000_000, "perClass", is: perClass,
      must: "such that classes · perClass is at most 1000000, not \(classes * perClass)")
    let (few, many) = (batch / perClass * perClass, (batch / perClass + 1) * perClass)
    try rule.require(
      batch >= 0 && batch.isMultiple(of: perClass) && batch <= 1_000_000, "batch", is: batch,
      must: "divisible by perClass (\(perClass)), such as \(max(few, perClass)) or \(many); or 0")
    try rule.require(
      batch == 0 || batch > perClass, "batch", is: batch,
      must: "at least 2 · perClass = \(2 * perClass): one class alone has no other to compare with")
    try rule.require(
      batch == 0 || classes == 0 || batch == classes * perClass, "batch", is: batch,
      must: "classes · perClass = \(classes * perClass); leave out one of the three")
    try rule.require("crossEntropy", crossEntropy, in: 0...1e6)
    try rule.requireShare("labelSmoothing", labelSmoothing)
    let metricRule = rule.within("metric")
    try metric.validate(metricRule)
    let trains = metric.weight > 0 || crossEntropy > 0 || length(stepsPerEpoch: 1).epochs == 0
    try metricRule.require(
      trains, "weight", is: metric.weight,
      must: "above 0 where crossEntropy is 0, or there is nothing to learn; or set epochs: 0")
    try metricRule.require(
      metric.memory == 0 || metric.memory > max(batch, classes * perClass), "memory",
      is: metric.memory,
      must: "0, or larger than a batch (classes · perClass = \(max(batch, classes * perClass))), "
        + "which is remembered too")
    try rule.require("refitSteps", refitSteps, in: 0...1_000_000)
    try diversity.validate(rule.within("diversity"))
    try augmentation.validate(rule.within("augmentation"))
    let network = configuration.network
    let needsFewer = diversity.weight > 0 && diversity.similarity == .cosine
    try Rule(file: rule.file, section: "network").require(
      !needsFewer || network.factors <= network.features, "factors", is: network.factors,
      must: "at most network.features (\(network.features)), as no more factors can be "
        + "orthogonal; or use finetune.diversity.kernel: rbf")
  }
}

extension Configuration {
  public var finetune: FinetuneSection {
    get { phases[FinetuneSection.self] }
    set { phases[FinetuneSection.self] = newValue }
  }
}

extension FinetuneSection {
  /// Classes in a batch, of `count` that are trained.
  ///
  /// - Throws: `ConfigurationError` if a batch needs more than there are.
  func classesInBatch(of count: Int) throws -> Int {
    guard batch > 0 else { return classes == 0 ? count : min(classes, count) }
    let rule = Rule.of(Self.name)
    try rule.require(
      batch <= count * perClass, "batch", is: batch,
      must: "at most \(count * perClass): there are \(count) classes, and perClass is \(perClass)")
    return batch / perClass
  }

  /// The metric loss of a model; nil if it has no weight, or the phase no steps.
  ///
  /// - Parameters:
  ///   - factors: width k of the embeddings.
  ///   - classes: trained classes, in all.
  ///   - seed: the training's; the weights that the loss may have follow from it.
  /// - Throws: `ConfigurationError` if the parts make no sense with so many classes.
  func metricLoss(factors: Int, classes count: Int, seed: UInt64, device: Device) throws
    -> (any MetricLoss)?
  {
    guard metric.weight > 0, !isSkipped else { return nil }
    let rule = Rule.of(Self.name).within("metric")
    let batch = try classesInBatch(of: count) * perClass
    try rule.require(
      metric.memory == 0 || metric.memory > batch, "memory", is: metric.memory,
      must: "0, or larger than a batch of \(batch) pixels, which is remembered too")
    var weights = SeededGenerator(seed: seed, for: RandomStream("\(Self.name).weights"))
    return try metric.makeLoss(
      features: factors, classes: count, seed: weights.next(), device: device, rule)
  }
}
