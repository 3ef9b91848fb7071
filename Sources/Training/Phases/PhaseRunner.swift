internal import Foundation
internal import Torch

/// Runs a phase from its start or from a checkpoint to its end.
struct PhaseRunner {
  let stepper: PhaseStepper
  let start: PhaseStart
  let checkpoint: String
  let watch: (TrainingEvent) -> Void
  let isInterrupted: () -> Bool

  private var phase: any Phase { stepper.phase }
  private var length: PhaseLength { phase.length }

  /// - Returns: what happened. The model then has the weights of the last step. No earlier ones are
  ///   chosen by validation pixels: rates fall to the end by default, and on ground new to the
  ///   network their loss rises with its confidence long before their accuracy falls.
  /// - Throws: `TrainingInterrupted`, `TrainingDiverged`, or what the disk and the engine refuse.
  func run(from saved: Checkpoint?) throws -> PhaseHistory {
    var place = saved?.place ?? beginning
    if let saved {
      try start.model.restore(saved.model)
      try stepper.optimiser.restore(saved.optimiser)
      try phase.restore(saved.phase)
    } else {
      try phase.prepare()
    }
    watch(
      .began(
        phase: stepper.name, epochs: length.epochs, stepsPerEpoch: length.stepsPerEpoch,
        fromStep: place.step))
    let earlier = place.history.seconds
    let clock = ContinuousClock.now
    while place.step < length.steps {
      try step(&place)
      place.history.seconds = earlier + clock.duration(to: .now).seconds
      watch(
        .step(
          phase: stepper.name, step: place.step, of: length.steps, loss: place.running.means.loss))
      if place.step % length.stepsPerEpoch == 0 {
        try endEpoch(&place)
        try save(place)
        if let record = place.history.epochs.last {
          watch(.epoch(phase: stepper.name, record, of: length.epochs))
          for remark in phase.remarks(on: record, after: Array(place.history.epochs.dropLast())) {
            watch(.notice(remark))
          }
        }
      }
      if isInterrupted(), place.step < length.steps {
        try save(place)
        throw TrainingInterrupted(phase: stepper.name, step: place.step, steps: length.steps)
      }
    }
    let statements = phase.statements(on: place.history.epochs)
    if !statements.isEmpty { place.history.statements = statements }
    place.history.hasEnded = true
    return place.history
  }

  private var beginning: Checkpoint.Place {
    var history = PhaseHistory()
    history.parameters = phase.parameters.reduce(0) { $0 + $1.tensor.count }
    return Checkpoint.Place(
      phase: stepper.name, step: 0, history: history, running: RunningLoss())
  }

  private func step(_ place: inout Checkpoint.Place) throws {
    let rate = stepper.rate(place.step)
    let done: PhaseStepper.Outcome
    do {
      done = try stepper.update(step: place.step, rate: rate)
    } catch let error as TorchError {
      // Linear algebra refuses matrices that are no numbers before there is a loss.
      if let tensor = try stepper.notFinite() {
        throw TrainingDiverged(
          phase: stepper.name, step: place.step + 1, rate: rate, "`\(tensor)`")
      }
      throw error
    }
    if let fault = done.fault {
      throw TrainingDiverged(phase: stepper.name, step: place.step + 1, rate: rate, fault)
    }
    place.running.add(done.loss, parts: done.parts)
    place.step += 1
  }

  private func endEpoch(_ place: inout Checkpoint.Place) throws {
    let rate = stepper.rate(place.step - 1)
    let means = place.running.means
    let isJudged = phase.judgesClasses && !start.data.validation.isEmpty
    let check = try isJudged ? start.validate() : nil
    guard check?.loss.isFinite ?? true else {
      throw TrainingDiverged(
        phase: stepper.name, step: place.step, rate: rate, "the loss of the validation pixels")
    }
    place.history.epochs.append(
      EpochRecord(
        epoch: place.step / length.stepsPerEpoch, loss: means.loss, parts: means.parts,
        validationLoss: check?.loss, validationAccuracy: check?.accuracy, rate: rate,
        seconds: place.history.seconds))
    place.running = RunningLoss()
  }

  /// - Throws: `TrainingDiverged` if a weight is no number: such a checkpoint could not go on.
  private func save(_ place: Checkpoint.Place) throws {
    if let tensor = try stepper.notFinite() {
      throw TrainingDiverged(
        phase: stepper.name, step: place.step, rate: stepper.rate(place.step - 1), "`\(tensor)`")
    }
    try Checkpoint(
      place: place, model: try start.model.snapshot(),
      optimiser: try stepper.optimiser.snapshot(), phase: try phase.snapshot()
    ).save(checkpoint)
  }
}

extension PhaseStart {
  /// Mean cross-entropy and accuracy over the validation pixels, as inference sees them.
  fileprivate func validate() throws -> (loss: Double, accuracy: Double) {
    var loss = 0.0
    var right = 0.0
    try withoutGradients {
      for start in stride(from: 0, to: data.validation.count, by: 256) {
        let pixels = Array(data.validation[start..<min(start + 256, data.validation.count)])
        let batch = try data.batch(pixels, augmentation: nil, seed: 0, device: device)
        let logits = try model.logits(model.embeddings(batch.input, .inference))
          .reshaped([batch.count, model.card.classes.count])
        loss += try crossEntropy(logits, batch.labels).item() * Double(batch.count)
        right += try logits.argmax(1).equal(batch.labels).to(.float64).sum().item()
      }
    }
    let count = Double(data.validation.count)
    return (loss / count, right / count)
  }
}
