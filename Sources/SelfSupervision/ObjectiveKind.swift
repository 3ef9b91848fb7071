package import Parts
package import Torch

/// An objective as it describes itself: its options, the views it needs, and how it is made.
package struct ObjectiveKind: PartKind {
  package static let noun = "self-supervised method"

  /// What an objective needs to see of an item.
  package enum Sight: Sendable, Equatable {
    /// Two views.
    case pair
    /// One view.
    case single
    /// One view without some bands: runs of so many adjacent ones, hidden with this probability.
    case hidden(share: Double, run: Int)
  }

  package let name: String
  package let summary: String
  package let options: [PartOption]
  private let sight: @Sendable (PartValues) -> Sight
  private let make: @Sendable (ObjectiveParts) throws -> any Objective

  init(
    _ name: String, _ summary: String, options: [PartOption],
    sight: @escaping @Sendable (PartValues) -> Sight = { _ in .pair },
    make: @escaping @Sendable (ObjectiveParts) throws -> any Objective
  ) {
    self.name = name
    self.summary = summary
    self.options = options
    self.sight = sight
    self.make = make
  }

  /// - Throws: `PartError` naming the option and what it may be.
  package func sight(_ parameters: [String: Parameter]) throws -> Sight {
    try sight(values(parameters))
  }

  /// - Throws: `PartError` for options that make no sense.
  package func make(_ parameters: [String: Parameter], _ ground: ObjectiveGround) throws
    -> any Objective
  {
    try make(ObjectiveParts(values: values(parameters), ground: ground))
  }
}

/// What an objective works on.
package struct ObjectiveGround {
  /// Length k of an embedding.
  package let width: Int
  package let bands: Int
  /// Number of items in all.
  package let items: Int
  /// Draws the weights of the objective's layers, on their device.
  package let generator: RandomGenerator
  /// float32 but for tests.
  package let type: ElementType

  package init(
    width: Int, bands: Int, items: Int, generator: RandomGenerator, type: ElementType = .float32
  ) {
    self.width = width
    self.bands = bands
    self.items = items
    self.generator = generator
    self.type = type
  }
}

/// What an objective is made from.
struct ObjectiveParts {
  let values: PartValues
  let ground: ObjectiveGround

  func number(_ name: String) -> Double { values.number(name) }
  func whole(_ name: String) -> Int { values.whole(name) }

  /// A head of two layers from embeddings to `width` numbers.
  func projector(to width: Int) throws -> Head {
    try Head(from: ground.width, hidden: max(width, ground.width), to: width, ground)
  }

  /// A head of two layers from projections to projections, narrow between.
  func predictor(of width: Int) throws -> Head {
    try Head(from: width, hidden: max(8, width / 4), to: width, ground)
  }

  /// Standard normal numbers on the ground's device.
  func normal(_ shape: [Int]) throws -> Tensor {
    try ground.generator.normal(shape, type: ground.type)
  }
}

extension PartOption {
  static func temperature(_ standard: Double) -> PartOption {
    .number("temperature", standard, in: 1e-3...100, "Temperature τ.")
  }

  /// Of projections.
  static func width(_ standard: Int) -> PartOption {
    .whole("width", standard, in: 2...8192, "Length of a projection.")
  }

  static func momentum(_ standard: Double) -> PartOption {
    .number("momentum", standard, in: 0...1, "Share that the momentum encoder keeps at each step.")
  }
}

/// Refuses what does not hold.
func require(_ holds: Bool, _ message: @autoclosure () -> String) throws {
  if !holds { throw PartError(message()) }
}
