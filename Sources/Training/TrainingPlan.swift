internal import Foundation
internal import Scenes
package import Torch

/// What a training would be, found by taking a few steps of each phase on weights that are thrown
/// away.
package struct TrainingPlan {
  /// A phase that would run.
  package struct PlannedPhase {
    package let name: String
    package let epochs: Int
    package let stepsPerEpoch: Int
    /// Numbers that the phase trains.
    package let parameters: Int
    /// Mean time of a step here and now, in seconds.
    package let secondsPerStep: Double

    /// Of the whole phase.
    package var seconds: Double { secondsPerStep * Double(epochs * stepsPerEpoch) }
  }

  package let ground: TrainingGround
  package let phases: [PlannedPhase]
  /// What the user should know, as `train` would say it.
  package let notices: [String]

  /// - Parameter trialSteps: steps of each phase that are timed, after one that is not.
  /// - Throws: what `Trainer` would throw before it trains.
  package init(
    _ configuration: Configuration, scenePath: String, device: Device, precision: Precision,
    version: String, trialSteps: Int = 3
  ) throws {
    ground = try TrainingGround(configuration, scenePath: scenePath, version: version)
    var notices = ground.notices
    var phases: [PlannedPhase] = []
    for section in configuration.phases.all where !section.isSkipped {
      let model = try ground.model(
        seed: configuration.seed, device: device, precision: precision)
      let stepper = try PhaseStepper(
        section,
        on: PhaseStart(
          model: model, data: ground.data, seed: configuration.seed, device: device,
          file: ground.scene.file))
      notices += stepper.phase.notices
      guard stepper.phase.length.steps > 0 else { continue }
      try stepper.phase.prepare()
      // A low rate: weights that diverge would say nothing of the time.
      _ = try stepper.update(step: 0, rate: 1e-6)
      let clock = ContinuousClock.now
      for step in 1...max(1, trialSteps) { _ = try stepper.update(step: step, rate: 1e-6) }
      let length = stepper.phase.length
      phases.append(
        PlannedPhase(
          name: section.name, epochs: length.epochs, stepsPerEpoch: length.stepsPerEpoch,
          parameters: stepper.phase.parameters.reduce(0) { $0 + $1.tensor.count },
          secondsPerStep: clock.duration(to: .now).seconds / Double(max(1, trialSteps))))
    }
    self.phases = phases
    self.notices = notices
  }
}
