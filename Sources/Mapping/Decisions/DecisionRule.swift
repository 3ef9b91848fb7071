public import MetricLearning
public import Torch

/// How an embedding becomes a class.
public protocol DecisionRule {
  /// - Parameter embeddings: N × k.
  /// - Returns: for each its class number, how far it is from that class, and a confidence in 0…1.
  func decide(_ embeddings: Tensor) throws -> NearestClass
}

extension Prototypes: DecisionRule {
  public func decide(_ embeddings: Tensor) throws -> NearestClass { try classify(embeddings) }
}

/// The class of most of an embedding's nearest labelled pixels.
struct NeighbourRule: DecisionRule {
  let references: NearestNeighbours
  let neighbours: Int

  func decide(_ embeddings: Tensor) throws -> NearestClass {
    try references.classify(embeddings, neighbours: neighbours)
  }
}
