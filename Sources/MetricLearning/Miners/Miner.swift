public import Torch

/// Chooses the pairs or triplets of a batch that a loss is to learn from; without gradients.
public protocol Miner {
  /// - Returns: the comparison with only the chosen pairs or triplets; none may be left.
  func callAsFunction(_ comparison: Comparison) throws -> Comparison
}

/// A pair loss over what a miner chooses.
public struct MinedLoss: MetricLoss {
  public let loss: any PairLoss
  public let miner: any Miner

  public init(_ loss: any PairLoss, miner: any Miner) {
    self.loss = loss
    self.miner = miner
  }

  public func callAsFunction(_ embeddings: Tensor, _ labels: Tensor) throws -> Tensor {
    let all = try Comparison(embeddings, labels)
    guard try all.hasBothKinds() else { return try zero(embeddings) }
    return try loss.value(miner(all))
  }

  /// Of the terms that were chosen.
  public func activeShare(_ embeddings: Tensor, _ labels: Tensor) throws -> Double? {
    try withoutGradients {
      let all = try Comparison(embeddings, labels)
      guard try all.hasBothKinds() else { return nil }
      return try shareAboveZero(loss.terms(miner(all)))
    }
  }

  public func state(_ path: String) -> [StateEntry] { loss.state(path) }
}
