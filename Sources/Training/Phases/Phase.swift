internal import Foundation
internal import MetricLearning
internal import Sampling
internal import Scenes
internal import Torch

/// What one phase minimises, on which batches, and how.
struct Phase {
  let name: PhaseName
  let epochs: Int
  let stepsPerEpoch: Int
  /// Parameters that are trained.
  let parameters: [StateEntry]
  let optimiser: any Optimiser
  /// Learning rate of a step.
  let rate: (Int) -> Double
  let augmentation: Augmentation
  /// Training pixels of a step.
  let batch: (Int) -> [Int]
  /// The metric loss, whose own weights are among the parameters; nil where there is none.
  var metric: (any MetricLoss)?
  /// The loss of a batch and its parts before weighting.
  let objective: (_ model: Model, _ input: Tensor, _ labels: Tensor, _ mode: Mode) throws -> Loss

  struct Loss {
    var total: Tensor
    var parts: [String: Tensor]
    /// Share of the metric loss's terms that are above 0, where there are any.
    var activeShare: Double?
    /// What the metric loss is to observe after the step.
    var embeddings: Tensor?
  }

  var steps: Int { epochs * stepsPerEpoch }
}

/// Runs a phase from its start or from a checkpoint to its end.
struct PhaseRunner {
  let phase: Phase
  let model: Model
  let data: TrainingData
  let seed: UInt64
  let device: Device
  let checkpoint: String
  let watch: (TrainingEvent) -> Void
  let isInterrupted: () -> Bool

  /// - Returns: what happened; the model then has the weights of the last step. No earlier ones are
  ///   chosen by validation pixels: rates fall to the end by default, and on ground new to the
  ///   network their loss rises with its confidence long before their accuracy falls.
  /// - Throws: `TrainingInterrupted`, `TrainingDiverged`, or what the disk and the engine refuse.
  func run(from saved: Checkpoint?) throws -> PhaseHistory {
    var place = saved?.place ?? Self.start(phase)
    if let saved {
      try model.restore(saved.model)
      try phase.optimiser.restore(saved.optimiser)
      try phase.metric?.restore(saved.loss)
      try phase.metric?.remember(saved.memory)
    } else {
      try data.start(phase.metric, model, device: device)
    }
    watch(
      .began(
        phase: phase.name, epochs: phase.epochs, stepsPerEpoch: phase.stepsPerEpoch,
        fromStep: place.step))
    let earlier = place.history.seconds
    let clock = ContinuousClock.now
    while place.step < phase.steps {
      try step(&place)
      place.history.seconds = earlier + clock.duration(to: .now).seconds
      watch(
        .step(
          phase: phase.name, step: place.step, of: phase.steps,
          loss: place.running.means.loss))
      if place.step % phase.stepsPerEpoch == 0 {
        try endEpoch(&place)
        try save(place)
        if let record = place.history.epochs.last {
          watch(.epoch(phase: phase.name, record, of: phase.epochs))
        }
      }
      if isInterrupted(), place.step < phase.steps {
        try save(place)
        throw TrainingInterrupted(phase: phase.name, step: place.step, steps: phase.steps)
      }
    }
    place.history.hasEnded = true
    return place.history
  }

  private static func start(_ phase: Phase) -> Checkpoint.Place {
    var history = PhaseHistory()
    history.parameters = phase.parameters.reduce(0) { $0 + $1.tensor.count }
    return Checkpoint.Place(
      phase: phase.name, step: 0, history: history, running: RunningLoss())
  }

  private func step(_ place: inout Checkpoint.Place) throws {
    let rate = phase.rate(place.step)
    let done = try phase.update(
      model, data, step: place.step, rate: rate, seed: seed, device: device)
    guard done.loss.isFinite else {
      throw TrainingDiverged(phase: phase.name, step: place.step + 1, rate: rate)
    }
    place.running.add(done.loss, parts: done.parts)
    place.step += 1
  }

  private func endEpoch(_ place: inout Checkpoint.Place) throws {
    let means = place.running.means
    let check = try data.validation.isEmpty ? nil : validate()
    // Inference goes by batch norm's running statistics, which may be lost before a batch's own are.
    guard check?.loss.isFinite != false else {
      throw TrainingDiverged(
        phase: phase.name, step: place.step, rate: phase.rate(place.step - 1))
    }
    place.history.epochs.append(
      EpochRecord(
        epoch: place.step / phase.stepsPerEpoch, loss: means.loss, parts: means.parts,
        validationLoss: check?.loss, validationAccuracy: check?.accuracy,
        rate: phase.rate(place.step - 1), seconds: place.history.seconds))
    place.running = RunningLoss()
  }

  /// Mean cross-entropy and accuracy over the validation pixels, as inference sees them.
  private func validate() throws -> (loss: Double, accuracy: Double) {
    var loss = 0.0
    var right = 0.0
    try withoutGradients {
      for start in stride(from: 0, to: data.validation.count, by: 256) {
        let pixels = Array(data.validation[start..<min(start + 256, data.validation.count)])
        let (input, labels) = try data.batch(pixels, augmentation: nil, seed: 0, device: device)
        let logits = try model.logits(model.embeddings(input, .inference))
          .reshaped([pixels.count, model.card.classes.count])
        loss += try crossEntropy(logits, labels).item() * Double(pixels.count)
        right += try logits.argmax(1).equal(labels).to(.float64).sum().item()
      }
    }
    let count = Double(data.validation.count)
    return (loss / count, right / count)
  }

  private func save(_ place: Checkpoint.Place) throws {
    try Checkpoint(
      place: place, model: try model.snapshot(), optimiser: try phase.optimiser.snapshot(),
      loss: try phase.metric?.snapshot() ?? [:],
      memory: try phase.metric?.memories() ?? [:]
    ).save(checkpoint)
  }
}

extension Duration {
  /// In seconds.
  var seconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }
}
