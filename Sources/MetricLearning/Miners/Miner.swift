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

  /// Of the terms that were chosen.
  public func judged(_ embeddings: Tensor, _ labels: Tensor) throws -> (
    loss: Tensor, activeShare: Double?
  ) {
    let all = try Comparison(embeddings, labels)
    guard try all.hasPairs() else { return (try zero(embeddings), nil) }
    return try loss.judged(miner(all))
  }

  public func state(_ path: String) -> [StateEntry] { loss.state(path) }
}
