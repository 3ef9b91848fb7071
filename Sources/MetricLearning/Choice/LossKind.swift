public import Parts
internal import Torch

/// A loss as it describes itself: its options, what it can be combined with, and how it is made.
public struct LossKind: PartKind {
  public static let noun = "loss"

  /// What a loss compares embeddings with.
  public enum Basis: Sendable { case pairs, triplets, classVectors }

  /// What a loss may be combined with.
  public enum Companion: String, Sendable, CaseIterable { case distance, reducer, miner, memory }

  public let name: String
  public let summary: String
  public let options: [PartOption]
  public let basis: Basis
  private let refusals: [Companion: String]
  let make: @Sendable (LossParts) throws -> any MetricLoss

  /// - Parameters:
  ///   - refuses: why a companion makes no sense with this loss; those that are absent do.
  ///   - make: makes the loss; options and companions are checked before.
  init(
    _ name: String, _ summary: String, basis: Basis = .pairs, options: [PartOption] = [],
    refuses: [Companion: String] = [:],
    make: @escaping @Sendable (LossParts) throws -> any MetricLoss
  ) {
    self.name = name
    self.summary = summary
    self.basis = basis
    self.options = options
    refusals = refuses
    self.make = make
  }

  /// Whether the loss has a vector for each class, and so compares no pairs.
  public var hasClassVectors: Bool { basis == .classVectors }

  /// Why the loss takes no such companion; nil if it does.
  public func refusal(of companion: Companion) -> String? {
    if let reason = refusals[companion] { return reason }
    switch companion {
    case .memory: return refusal(of: .miner)
    case .miner where hasClassVectors:
      return "it compares embeddings with class vectors, not with one another"
    case .miner, .distance, .reducer: return nil
    }
  }
}

/// What a loss is made from.
struct LossParts {
  let values: PartValues
  fileprivate let distance: (any Distance)?
  fileprivate let reducer: (any Reducer)?
  let features: Int
  let classes: Int
  let generator: RandomGenerator

  init(
    values: PartValues, distance: (any Distance)?, reducer: (any Reducer)?, features: Int,
    classes: Int, generator: RandomGenerator
  ) {
    self.values = values
    self.distance = distance
    self.reducer = reducer
    self.features = features
    self.classes = classes
    self.generator = generator
  }

  /// The distance that was chosen, or the loss's own.
  func distance(else own: any Distance) -> any Distance { distance ?? own }

  /// The reducer that was chosen, or the loss's own.
  func reducer(else own: any Reducer) -> any Reducer { reducer ?? own }

  func number(_ name: String) -> Double { values.number(name) }

  /// Class vectors as columns, features × classes, drawn at random and trained.
  func classVectors() throws -> Tensor {
    try generator.normal([features, classes]).requiringGradient()
  }
}
