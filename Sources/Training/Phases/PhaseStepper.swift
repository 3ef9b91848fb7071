internal import Scenes
package import Torch

/// A phase with its optimiser, which takes single steps.
package struct PhaseStepper {
  package let name: String
  package let phase: any Phase
  package let optimiser: any Optimiser
  /// The learning rate of each step, from 0.
  package let rate: (Int) -> Double
  private let start: PhaseStart

  package init(_ section: any PhaseSection, on start: PhaseStart) throws {
    name = section.name
    phase = try section.begin(on: start)
    optimiser = try phase.optimisation.optimiser(phase.parameters)
    rate = phase.optimisation.rates(phase.length)
    self.start = start
  }

  /// What a step came to.
  package struct Outcome {
    package let loss: Double
    /// Parts of the loss and other figures, by name.
    package let parts: [String: Double]
    /// What is infinite or no number, "the loss" or "the gradient of `…`"; nil if nothing is.
    /// Otherwise no weight has changed.
    package let fault: String?
  }

  /// One step: draw, loss, gradient, update.
  package func update(step: Int, rate: Double) throws -> Outcome {
    try update(phase, step, rate)
  }

  private func update<Work: Phase>(_ phase: Work, _ step: Int, _ rate: Double) throws -> Outcome {
    let random = random(step)
    let mode = Mode.training(
      try RandomGenerator(seed: random.seed("dropout"), device: start.device))
    let loss = try phase.loss(of: phase.draw(random), mode)
    // A GPU goes on with the gradients while the host waits for these numbers.
    let total = try Transfer(loss.total.detached(), to: .cpu)
    let numbers = try loss.parts.mapValues { try Transfer($0.detached(), to: .cpu) }
    try loss.total.backward()
    let value = try total.finish().item()
    let parts = try numbers.mapValues { try $0.finish().item() }
      .merging(loss.figures) { $1 }
    let fault =
      try value.isFinite
      ? phase.parameters.firstWithoutFiniteGradient().map { "the gradient of `\($0.path)`" }
      : "the loss"
    if fault == nil {
      try optimiser.step(rate: rate)
      try loss.observe()
    } else {
      for entry in phase.parameters { try entry.tensor.clearGradient() }
    }
    return Outcome(loss: value, parts: parts, fault: fault)
  }

  /// Draws what a step needs, and no more.
  package func draw(step: Int) throws {
    func draw<Work: Phase>(_ phase: Work) throws { _ = try phase.draw(random(step)) }
    try draw(phase)
  }

  private func random(_ step: Int) -> StepRandom {
    StepRandom(seed: start.seed, phase: name, step: step)
  }

  /// The name of a tensor of the model, the optimiser or the phase that holds a value that is no
  /// number; nil if there is none.
  package func notFinite() throws -> String? {
    if let entry = try start.model.firstNotFinite() ?? optimiser.firstNotFinite() {
      return entry.path
    }
    return try phase.snapshot().first {
      try $0.value.isFinite().not().any().to(.float64).item() > 0
    }?.key
  }
}
