public import Sampling
internal import Scenes
package import Torch

/// Options of `pretrain`: network, metric and softmax layer are trained by cross-entropy.
public struct PretrainSection: Codable, Equatable, Sendable, OptimisedSection, PhaseSection {
  package static let name = "pretrain"

  public var epochs = 60
  /// Steps instead of epochs, rounded up to whole epochs; 0 to count in epochs.
  public var iterations = 0
  /// Steps at least: few labelled pixels make few steps an epoch.
  public var minimumSteps = 0
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

  package init(_ preset: Preset) {
    if preset == .fewLabels { minimumSteps = 200 }
    guard preset == .paper else { return }
    iterations = 20_000
    optimiser = .sgd
    rate = 1e-4
    schedule = .constant
    augmentation = .none
    labelSmoothing = 0
  }

  package func validate(_ rule: Rule, in configuration: Configuration) throws {
    try validateOptimisation(rule)
    try rule.require("batch", batch, in: 2...1_000_000)
    try rule.requireShare("labelSmoothing", labelSmoothing)
    try augmentation.validate(rule.within("augmentation"))
  }

  package func begin(on start: PhaseStart) throws -> any Phase { try SoftmaxPhase(self, on: start) }
}

extension Configuration {
  public var pretrain: PretrainSection {
    get { phases[PretrainSection.self] }
    set { phases[PretrainSection.self] = newValue }
  }
}

/// Trains everything by cross-entropy, in shuffled batches that visit each pixel once an epoch.
package struct SoftmaxPhase: Phase {
  package let length: PhaseLength
  package var parameters: [StateEntry] { start.model.parameters }
  package var optimisation: Optimisation { section.optimisation }
  private let section: PretrainSection
  private let start: PhaseStart
  private let batches: EpochBatches
  /// Pixels that teach.
  private let taught: [Int]

  package init(_ section: PretrainSection, on start: PhaseStart) throws {
    let count = start.data.taught.count
    let batches = EpochBatches(
      count: count, size: section.batch, seed: start.seed,
      stream: RandomStream("\(PretrainSection.name).order"))
    // Batch norm has no variance to learn from in a single pixel.
    let enough = (section.batch...max(section.batch, count)).first {
      count / ((count + $0 - 1) / $0) > 1
    }
    try Rule.of(PretrainSection.name).require(
      batches.smallest > 1, "batch", is: section.batch,
      must:
        "at least \(enough ?? 2): \(counted(count, "training pixel")) in batches of \(section.batch) "
        + "leave one of a single pixel, which batch norm cannot be trained on")
    self.section = section
    self.start = start
    taught = start.data.taught
    self.batches = batches
    length = section.length(stepsPerEpoch: batches.perEpoch)
  }

  package func draw(_ random: StepRandom) throws -> LabelledBatch {
    try start.data.batch(
      batches.batch(random.step).map { taught[$0] }, augmentation: section.augmentation,
      seed: random.seed("views"), device: start.device)
  }

  package func loss(of batch: LabelledBatch, _ mode: Mode) throws -> PhaseLoss {
    let logits = try start.model.logits(start.model.embeddings(batch.input, mode))
    let loss = try crossEntropy(
      logits.reshaped([batch.count, -1]), batch.labels, labelSmoothing: section.labelSmoothing)
    return PhaseLoss(total: loss, parts: ["crossEntropy": loss])
  }
}
