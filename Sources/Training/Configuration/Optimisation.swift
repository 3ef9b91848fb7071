package import Torch

/// What phases that train by gradients say of how weights change.
package protocol OptimisedSection {
  var epochs: Int { get set }
  var iterations: Int { get set }
  /// Steps that epochs come to at least; 0 for no floor.
  var minimumSteps: Int { get }
  var optimiser: OptimiserKind { get set }
  var rate: Double { get set }
  var momentum: Double { get set }
  var weightDecay: Double { get set }
  var schedule: ScheduleKind { get set }
  var warmUp: Int { get set }
  var stepEvery: Int { get set }
  var stepFactor: Double { get set }
}

extension OptimisedSection {
  package var minimumSteps: Int { 0 }

  /// The phase's length: `epochs`, and more if they hold less than `minimumSteps`; or as many whole
  /// epochs as hold `iterations`.
  package func length(stepsPerEpoch: Int) -> PhaseLength {
    guard iterations > 0 else {
      let floor = epochs > 0 ? (minimumSteps + stepsPerEpoch - 1) / max(1, stepsPerEpoch) : 0
      return PhaseLength(epochs: max(epochs, floor), stepsPerEpoch: stepsPerEpoch)
    }
    let perEpoch = max(1, min(stepsPerEpoch, iterations))
    return PhaseLength(
      epochs: (iterations + perEpoch - 1) / perEpoch, stepsPerEpoch: perEpoch)
  }

  /// Whether the phase has no steps, as `epochs: 0` says.
  public var isSkipped: Bool { epochs == 0 && iterations == 0 }

  package var optimisation: Optimisation { Optimisation(section: self) }

  package func validateOptimisation(_ rule: Rule) throws {
    try rule.require("epochs", epochs, in: 0...1_000_000)
    try rule.require("iterations", iterations, in: 0...1_000_000_000)
    try rule.require("minimumSteps", minimumSteps, in: 0...1_000_000_000)
    let isRate = rate > 0 && rate <= 100
    try rule.require(isRate, "rate", is: rate, must: "above 0, up to 100")
    let isMomentum = momentum >= 0 && momentum < 1
    try rule.require(isMomentum, "momentum", is: momentum, must: "from 0 to below 1")
    try rule.require("weightDecay", weightDecay, in: 0...1)
    try rule.require("warmUp", warmUp, in: 0...1_000_000)
    try rule.require("stepEvery", stepEvery, in: 1...1_000_000)
    let isFactor = stepFactor > 0 && stepFactor <= 1
    try rule.require(isFactor, "stepFactor", is: stepFactor, must: "above 0, up to 1")
  }
}

/// The optimiser and the rates of a phase.
package struct Optimisation {
  let section: any OptimisedSection

  package func optimiser(_ parameters: [StateEntry]) throws -> any Optimiser {
    switch section.optimiser {
    case .adamw: try AdamW(parameters, weightDecay: section.weightDecay)
    case .sgd:
      try SGD(parameters, momentum: section.momentum, weightDecay: section.weightDecay)
    }
  }

  /// The rate of each step, from 0.
  package func rates(_ length: PhaseLength) -> (Int) -> Double {
    let schedule: Schedule =
      switch section.schedule {
      case .constant: .constant
      case .step:
        .step(every: section.stepEvery * length.stepsPerEpoch, factor: section.stepFactor)
      case .cosine: .cosine
      case .oneCycle: .oneCycle
      }
    let peak = section.rate
    let warmUp = section.warmUp * length.stepsPerEpoch
    return { schedule.rate(step: $0, of: length.steps, peak: peak, warmUp: warmUp) }
  }
}
