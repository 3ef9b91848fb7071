internal import Networks
internal import Sampling
package import Scenes
package import Torch

/// A phase of training at work on a model: what it draws for a step, what it minimises, and what of
/// its own a checkpoint keeps. The loop around it, `PhaseRunner`, knows no phase by name.
///
/// Everything random follows from the seed, the phase's name and the step. A phase therefore keeps
/// no random state, and a resumed training draws what an uninterrupted one would.
package protocol Phase {
  /// What a step needs: labelled pixels, views of pixels, support and query, or nothing.
  associatedtype Draw

  var length: PhaseLength { get }
  /// The tensors that the optimiser changes.
  var parameters: [StateEntry] { get }
  var optimisation: Optimisation { get }
  /// What the user should know before the phase begins.
  var notices: [String] { get }

  /// Whether validation pixels say how far the phase is; not if it teaches no classes.
  var judgesClasses: Bool { get }

  /// Prepares what depends on the weights that the phase begins with. Not called on a resume.
  func prepare() throws

  func draw(_ random: StepRandom) throws -> Draw

  /// The loss of what was drawn, differentiable in the parameters.
  func loss(of draw: Draw, _ mode: Mode) throws -> PhaseLoss

  /// What a checkpoint must keep beside the model and the optimiser, by name.
  func snapshot() throws -> [String: Tensor]

  /// Takes back what `snapshot` gave.
  func restore(_ state: [String: Tensor]) throws

  /// What the user should know of an epoch that has just ended.
  func remarks(on epoch: EpochRecord, after earlier: [EpochRecord]) -> [String]

  /// What a report says of the phase when it has ended, one sentence each.
  func statements(on history: [EpochRecord]) -> [String]

  /// Completes the weights after the last step.
  ///
  /// - Parameter model: the phase's model, computing in float32.
  func finish(_ model: Model) throws
}

extension Phase {
  package var notices: [String] { [] }

  package var judgesClasses: Bool { true }

  package func remarks(on epoch: EpochRecord, after earlier: [EpochRecord]) -> [String] { [] }

  package func statements(on history: [EpochRecord]) -> [String] { [] }

  package func prepare() throws {}

  package func snapshot() throws -> [String: Tensor] { [:] }

  package func restore(_ state: [String: Tensor]) throws {
    guard let name = state.keys.min() else { return }
    throw TorchError("it holds `\(name)`, which this phase does not have")
  }

  package func finish(_ model: Model) throws {}
}

/// The loss of one step.
package struct PhaseLoss {
  /// What is minimised: one number.
  package var total: Tensor
  /// Parts of it before weighting, one number each, by the names that reports use.
  package var parts: [String: Tensor] = [:]
  /// Other figures of the step, such as a share of active terms.
  package var figures: [String: Double] = [:]
  /// To be called once after the optimiser's step.
  package var observe: () throws -> Void = {}

  package init(total: Tensor, parts: [String: Tensor] = [:]) {
    self.total = total
    self.parts = parts
  }
}

/// How many steps a phase takes.
package struct PhaseLength: Equatable {
  package let epochs: Int
  package let stepsPerEpoch: Int
  package var steps: Int { epochs * stepsPerEpoch }

  package init(epochs: Int, stepsPerEpoch: Int) {
    self.epochs = epochs
    self.stepsPerEpoch = stepsPerEpoch
  }
}

/// What a phase begins on.
package struct PhaseStart {
  /// With the weights that the phases before have left.
  package let model: Model
  package let data: TrainingData
  package let seed: UInt64
  package let device: Device
  /// The scene's file, for messages.
  package let file: String

  package init(
    model: Model, data: TrainingData, seed: UInt64, device: Device, file: String
  ) {
    self.model = model
    self.data = data
    self.seed = seed
    self.device = device
    self.file = file
  }
}

/// The random numbers of one step, a stream for each use.
package struct StepRandom {
  package let seed: UInt64
  package let phase: String
  /// From 0.
  package let step: Int

  package init(seed: UInt64, phase: String, step: Int) {
    self.seed = seed
    self.phase = phase
    self.step = step
  }

  /// The numbers of a use such as "batch".
  package func generator(_ use: String) -> SeededGenerator {
    SeededGenerator(seed: seed, for: RandomStream("\(phase).\(use)"), part: step)
  }

  /// One number of a use, as the seed of another generator.
  package func seed(_ use: String) -> UInt64 {
    var generator = generator(use)
    return generator.next()
  }
}
