import MetricLearning
import Testing
import Torch
import Training

/// The loop knows no phase: one that needs neither pixels nor labels runs as the others do.
@Suite struct PhaseStepperTests {
  /// Draws numbers in place of pixels, and minimises what a test asks for.
  private struct Section: Codable, Equatable, Sendable, PhaseSection {
    static let name = "shrink"
    var isSkipped: Bool { false }
    var power = 1.0
    var isRooted = false

    init(_ preset: Preset) {}
    func validate(_ rule: Rule, in configuration: Training.Configuration) throws {}
    func begin(on start: PhaseStart) throws -> any Phase {
      Shrink(
        model: start.model, power: power, isRooted: isRooted, section: Configuration().pretrain)
    }
  }

  private struct Shrink: Phase {
    let model: Model
    let power: Double
    let isRooted: Bool
    let section: PretrainSection
    var length: PhaseLength { PhaseLength(epochs: 2, stepsPerEpoch: 3) }
    var parameters: [StateEntry] { model.metric.parameters }
    var optimisation: Optimisation { section.optimisation }

    func draw(_ random: StepRandom) throws -> Double { Double(random.seed("pull") % 3 + 1) }

    func loss(of draw: Double, _ mode: Mode) throws -> PhaseLoss {
      let squares = try model.metric.factors.squared().sum()
      let lengths = isRooted ? try squares.squareRoot() : squares
      return PhaseLoss(total: try lengths * draw * power, parts: ["lengths": lengths])
    }
  }

  private func stepper(power: Double, isRooted: Bool = false) throws -> (
    PhaseStepper, PhaseStart
  ) {
    let tiny = try TinyTraining()
    let start = try tiny.start(tiny.configuration())
    var section = Section(.default)
    section.power = power
    section.isRooted = isRooted
    return (try PhaseStepper(section, on: start), start)
  }

  @Test func aPhaseWithoutPixelsTakesSteps() throws {
    let (stepper, start) = try stepper(power: 1)
    let network = try start.model.network.snapshot().mapValues {
      try $0.to(.float64).values(Double.self)
    }
    var losses: [Double] = []
    for step in 0..<6 {
      let done = try stepper.update(step: step, rate: 1e-2)
      losses.append(try #require(done.parts["lengths"]))
    }
    #expect(zip(losses, losses.dropFirst()).allSatisfy { $0 > $1 })
    // What is not among its parameters stays as it is.
    let after = try start.model.network.snapshot().mapValues {
      try $0.to(.float64).values(Double.self)
    }
    #expect(network == after)
    #expect(try stepper.notFinite() == nil)
  }

  @Test func eachStepDrawsNumbersOfItsOwn() throws {
    let (stepper, _) = try stepper(power: 1)
    func draw(_ step: Int) throws -> Int {
      let done = try stepper.update(step: step, rate: 1e-3)
      return Int((done.loss / (try #require(done.parts["lengths"]))).rounded())
    }
    let draws = try (0..<12).map(draw)
    #expect(Set(draws).count > 1, "\(draws)")
    #expect(try (0..<12).map(draw) == draws)
  }

  /// A loss that is no number changes no weight; a finite loss whose gradients are infinite leaves
  /// weights that are none, and these are found.
  @Test func whatIsNoNumberIsFound() throws {
    let (diverged, start) = try stepper(power: .infinity)
    let before = try start.model.metric.factors.values(Float.self)
    #expect(try diverged.update(step: 0, rate: 1e-2).fault == "the loss")
    #expect(try start.model.metric.factors.values(Float.self) == before)
    #expect(try diverged.notFinite() == nil)

    // The root of 0 is a number, its gradient is none.
    let (rooted, other) = try stepper(power: 1, isRooted: true)
    let factors = other.model.metric.factors
    let none = try Tensor.zeros(factors.shape)
    try withoutGradients { try factors.assign(none) }
    let done = try rooted.update(step: 0, rate: 1e-2)
    #expect(done.loss == 0)
    #expect(done.fault?.contains("the gradient of `") == true)
    #expect(try factors.values(Float.self).allSatisfy { $0 == 0 })

    let (wild, _) = try stepper(power: 1)
    #expect(try wild.update(step: 0, rate: .infinity).fault == nil)
    #expect(try wild.notFinite() != nil)
  }

  @Test func warmUpAndStepsAreCountedInEpochs() throws {
    var section = Configuration().pretrain
    section.schedule = .step
    section.rate = 1
    section.warmUp = 2
    section.stepEvery = 3
    section.stepFactor = 0.5
    let length = PhaseLength(epochs: 10, stepsPerEpoch: 5)
    let rate = section.optimisation.rates(length)
    let rates = (0..<length.steps).map(rate)
    // Ten steps of rising, then the schedule's own rate, halved after every fifteen steps.
    #expect((1..<10).allSatisfy { rates[$0] > rates[$0 - 1] })
    #expect(rates[9] < 1 && rates[10] == 1 && rates[14] == 1)
    #expect(rates[15] == 0.5 && rates[29] == 0.5 && rates[30] == 0.25)
  }

  @Test func iterationsAreRoundedUpToWholeEpochs() {
    var section = Configuration().pretrain
    section.iterations = 12
    #expect(section.length(stepsPerEpoch: 5) == PhaseLength(epochs: 3, stepsPerEpoch: 5))
    #expect(section.length(stepsPerEpoch: 100) == PhaseLength(epochs: 1, stepsPerEpoch: 12))
  }
}
