import Sampling
import Torch

@testable import Training

/// Options of `head`: the softmax layer alone is trained a little longer, on patches as they are.
struct HeadSection: Codable, Equatable, Sendable, OptimisedSection, PhaseSection {
  static let name = "head"

  var epochs = 0
  var iterations = 0
  var batch = 64
  var optimiser: OptimiserKind = .adamw
  var rate = 1e-3
  var momentum = 0.9
  var weightDecay = 0.0
  var schedule: ScheduleKind = .constant
  var warmUp = 0
  var stepEvery = 20
  var stepFactor = 0.1

  init(_ preset: Preset) {}

  func validate(_ rule: Rule, in configuration: Configuration) throws {
    try validateOptimisation(rule)
    try rule.require("batch", batch, in: 1...1_000_000)
  }

  func begin(on start: PhaseStart) throws -> any Phase { HeadPhase(section: self, start: start) }
}

/// Trains the softmax layer; everything below it is as the phases before have left it.
struct HeadPhase: Phase {
  let section: HeadSection
  let start: PhaseStart

  var batches: EpochBatches {
    EpochBatches(
      count: start.data.train.count, size: section.batch, seed: start.seed,
      stream: RandomStream("head.order"))
  }
  var length: PhaseLength { section.length(stepsPerEpoch: batches.perEpoch) }
  var parameters: [StateEntry] { start.model.classifier.parameters }
  var optimisation: Optimisation { section.optimisation }

  func draw(_ random: StepRandom) throws -> LabelledBatch {
    try start.data.batch(
      batches.batch(random.step).map { start.data.train[$0] }, augmentation: nil,
      seed: random.seed("views"), device: start.device)
  }

  func loss(of batch: LabelledBatch, _ mode: Mode) throws -> PhaseLoss {
    let embeddings = try start.model.embeddings(batch.input, .inference).detached()
    let loss = try crossEntropy(
      start.model.logits(embeddings).reshaped([batch.count, -1]), batch.labels)
    return PhaseLoss(total: loss, parts: ["crossEntropy": loss])
  }
}
