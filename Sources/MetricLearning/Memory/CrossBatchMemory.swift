// Wang, Zhang, Huang and Scott, "Cross-batch memory for embedding learning", CVPR 2020.
public import Torch

/// A pair loss of the batch against the last embeddings of earlier batches and its own, which
/// gives a small batch the negatives of a large one. No gradient passes into the memory.
///
/// `observe` puts a batch into the memory.
public final class CrossBatchMemory: MetricLoss {
  public let loss: any PairLoss
  public let miner: (any Miner)?
  /// Embeddings that are compared with, the batch's own included.
  public let capacity: Int
  private var embeddings: Tensor?
  private var labels: Tensor?

  public init(_ loss: any PairLoss, capacity: Int = 1024, miner: (any Miner)? = nil) throws {
    try require(capacity > 0, "a memory of \(capacity) embeddings holds nothing")
    try require(
      !type(of: loss).ranksItsBatch,
      "\(type(of: loss)) ranks a batch within itself and cannot be set against a memory")
    self.loss = loss
    self.miner = miner
    self.capacity = capacity
  }

  /// Embeddings remembered now.
  public var count: Int { embeddings?.shape[0] ?? 0 }

  public func judged(_ embeddings: Tensor, _ labels: Tensor) throws -> (
    loss: Tensor, activeShare: Double?
  ) {
    let all = try comparison(embeddings, labels)
    return try loss.judged(miner.map { try $0(all) } ?? all)
  }

  public func observe(_ batch: Tensor, _ batchLabels: Tensor) throws {
    try requireBatch(batch, batchLabels)
    try loss.observe(batch, batchLabels)
    let (all, allLabels, _) = try withoutGradients { try joining(batch, batchLabels) }
    embeddings = all
    labels = allLabels
  }

  public func state(_ path: String) -> [StateEntry] { loss.state(path) }

  public func memories() throws -> [String: Tensor] {
    guard let embeddings, let labels else { return [:] }
    return ["embeddings": try embeddings.copy(), "labels": try labels.copy()]
  }

  public func remember(_ memories: [String: Tensor]) throws {
    embeddings = memories["embeddings"]
    labels = memories["labels"]
    try require(
      (embeddings == nil) == (labels == nil) && memories.count == (embeddings == nil ? 0 : 2),
      "a memory is embeddings with their labels, not \(memories.keys.sorted())")
    guard let embeddings, let labels else { return }
    try requireBatch(embeddings, labels)
  }

  private func comparison(_ batch: Tensor, _ batchLabels: Tensor) throws -> Comparison {
    try requireBatch(batch, batchLabels)
    let (all, allLabels, own) = try joining(batch, batchLabels)
    return try Comparison(batch, batchLabels, against: all, allLabels, ownRow: own)
  }

  /// What is remembered with the batch at its end, at most the capacity or the batch; and the row
  /// where the batch begins.
  private func joining(_ batch: Tensor, _ batchLabels: Tensor) throws -> (Tensor, Tensor, Int) {
    let newest = try batch.detached()
    guard let embeddings, let labels else { return (newest, batchLabels, 0) }
    try require(
      embeddings.shape[1] == batch.shape[1],
      "embeddings of width \(batch.shape[1]) against a memory of width \(embeddings.shape[1])")
    let kept = min(embeddings.shape[0], max(0, capacity - batch.shape[0]))
    let range = (embeddings.shape[0] - kept)..<embeddings.shape[0]
    let type = try batch.elementType
    let old = try embeddings.slice(0, range).to(type, device: batch.device)
    let oldLabels = try labels.slice(0, range).to(batchLabels.device)
    return (
      try Tensor.concatenated([old, newest], along: 0),
      try Tensor.concatenated([oldLabels, batchLabels], along: 0), kept
    )
  }
}
