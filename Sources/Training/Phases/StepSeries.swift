package import Torch

/// The steps of a phase one by one, on weights that are thrown away: for measuring how long they
/// take.
package final class StepSeries {
  private let phase: Phase
  private let model: Model
  private let data: TrainingData
  private let seed: UInt64
  private let device: Device
  private var step = 0

  /// - Parameters:
  ///   - name: the phase; the network is fresh for both.
  ///   - version: what the model's card names.
  /// - Throws: as `Trainer.init` does.
  package init(
    _ name: PhaseName, _ configuration: Configuration, scenePath: String, device: Device,
    version: String
  ) throws {
    let ground = try PhaseGround(configuration, scenePath: scenePath, version: version)
    data = ground.data
    seed = configuration.seed
    self.device = device
    model = try Model(ground.card, seed: seed, device: device)
    switch name {
    case .pretrain:
      phase = try .pretraining(configuration.pretrain, model: model, data: data, seed: seed)
    case .finetune:
      let loss = try configuration.finetune.metricLoss(
        factors: model.card.factors, classes: model.card.classes.count, seed: seed, device: device)
      phase = try .finetuning(
        configuration.finetune, loss: loss, model: model, data: data, seed: seed)
    }
  }

  /// One step: gather, augment, forward, backward, update.
  ///
  /// - Returns: the loss before the update.
  @discardableResult
  package func next() throws -> Double {
    defer { step += 1 }
    let rate = phase.rate(min(step, phase.steps - 1))
    let loss = try phase.update(model, data, step: step, rate: rate, seed: seed, device: device)
    try device.synchronise()
    return loss.loss
  }

  /// The gathering and augmenting of the next step's batch alone.
  package func gather() throws {
    _ = try data.batch(
      phase.batch(step), augmentation: phase.augmentation, seed: seed, device: device)
    try device.synchronise()
  }
}
