internal import Scenes
package import Torch

/// The steps of a phase one by one, on weights that are thrown away: for measuring how long they
/// take.
package final class StepSeries {
  private let stepper: PhaseStepper
  private let device: Device
  private var step = 0

  /// - Parameters:
  ///   - phase: its name; it begins on fresh weights.
  ///   - version: what the model's card names.
  /// - Throws: as `Trainer.init` does.
  package init(
    _ phase: String, _ configuration: Configuration, scenePath: String, device: Device,
    version: String
  ) throws {
    let ground = try TrainingGround(configuration, scenePath: scenePath, version: version)
    let model = try ground.model(seed: configuration.seed, device: device)
    self.device = device
    stepper = try PhaseStepper(
      configuration.section(phase),
      on: PhaseStart(
        model: model, data: ground.data, seed: configuration.seed, device: device,
        file: ground.scene.file))
  }

  /// One step: draw, forward, backward, update.
  ///
  /// - Returns: the loss before the update.
  @discardableResult
  package func next() throws -> Double {
    defer { step += 1 }
    let rate = stepper.rate(min(step, max(1, stepper.phase.length.steps) - 1))
    let loss = try stepper.update(step: step, rate: rate).loss
    try device.synchronise()
    return loss
  }

  /// The drawing of the next step's batch alone: gathering and augmenting.
  package func gather() throws {
    try stepper.draw(step: step)
    try device.synchronise()
  }
}
