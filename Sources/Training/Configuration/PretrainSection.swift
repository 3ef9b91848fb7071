public import Sampling

/// The first phase: network, metric and softmax layer are trained by cross-entropy.
public struct PretrainSection: Codable, Equatable, Sendable, OptimisedSection {
  public var epochs = 60
  /// Steps instead of epochs, rounded up to whole epochs; 0 to count in epochs.
  public var iterations = 0
  /// Pixels a step.
  public var batch = 128
  public var optimiser: OptimiserKind = .adamw
  /// The largest learning rate.
  public var rate = 2e-3
  /// For `sgd`.
  public var momentum = 0.9
  public var weightDecay = 5e-5
  public var schedule: ScheduleKind = .oneCycle
  /// Epochs over which the rate first rises.
  public var warmUp = 0
  /// Epochs between two steps of the schedule `step`.
  public var stepEvery = 20
  /// What the rate is multiplied by at each of them.
  public var stepFactor = 0.1
  public var augmentation = Augmentation()
  /// Share of the target spread evenly over the classes.
  public var labelSmoothing = 0.1

  public init() {}

  mutating func followPaper() {
    iterations = 20_000
    optimiser = .sgd
    rate = 1e-4
    schedule = .constant
    augmentation = .none
    labelSmoothing = 0
  }

  func validate(_ rule: Rule) throws {
    try validateOptimisation(rule)
    try rule.require("batch", batch, in: 2...1_000_000)
    let isShare = labelSmoothing >= 0 && labelSmoothing < 1
    try rule.require(isShare, "labelSmoothing", is: labelSmoothing, must: "from 0 to below 1")
    try augmentation.validate(rule.within("augmentation"))
  }
}
