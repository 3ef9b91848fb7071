package import Parts
package import Torch

/// A head as it describes itself.
package struct HeadKind: PartKind {
  package static let noun = "head"

  /// What does not hold for every head.
  package enum Trait: String, Sendable, CaseIterable {
    /// Has weights that must be learned over many episodes before it is of use.
    case learned
    /// Another order of the support changes the scores.
    case ordered
    /// Has weights for each class: the number of classes is limited, and exchanging two classes
    /// changes more than the order of the scores.
    case classWeights
    /// The scores of a query depend on the other queries.
    case transductive
    /// With its defaults its answer is that of a linear classifier, which a model can keep.
    case linear
  }

  package let name: String
  /// As the field calls it: "prototypical network".
  package let title: String
  package let summary: String
  /// Where it is defined.
  package let paper: String
  package let options: [PartOption]
  package let traits: Set<Trait>
  private let make: @Sendable (HeadParts) throws -> any Head

  init(
    _ name: String, title: String, _ summary: String, paper: String, traits: Set<Trait> = [],
    options: [PartOption] = [], make: @escaping @Sendable (HeadParts) throws -> any Head
  ) {
    self.name = name
    self.title = title
    self.summary = summary
    self.paper = paper
    self.traits = traits
    self.options = options
    self.make = make
  }

  /// A new head.
  ///
  /// - Parameters:
  ///   - part: name and the parameters that differ from its defaults.
  ///   - features: columns of its points.
  ///   - ways: the most classes that an episode will have.
  ///   - type: of the points.
  /// - Throws: `PartError` for a head or parameter that is not there, or a value out of range.
  package static func make(
    _ part: Part, features: Int, ways: Int, type: ElementType = .float32,
    generator: RandomGenerator
  ) throws -> any Head {
    let kind = try named(part.name)
    return try kind.make(
      HeadParts(
        values: kind.values(part.parameters), features: features, ways: ways,
        type: type, generator: generator))
  }

  /// Heads that need no meta-training, whatever the embedding.
  package static var closed: [HeadKind] { all.filter { !$0.traits.contains(.learned) } }
}

/// What a head is made from.
struct HeadParts {
  let values: PartValues
  let features: Int
  let ways: Int
  let type: ElementType
  let generator: RandomGenerator

  func weights(_ plan: [WeightPlan]) throws -> Weights { try Weights(plan, type, generator) }
}

extension PartOption {
  static func hidden(_ standard: Int) -> PartOption {
    .whole("hidden", standard, in: 1...4096, "Width of the hidden layer.")
  }
}
