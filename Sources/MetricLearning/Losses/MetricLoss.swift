public import Torch

/// A loss on the embeddings of a batch that draws equal labels together and unequal ones apart.
///
/// Laws that every loss keeps: the order of the batch changes nothing; a batch without the pairs
/// it needs gives 0 with zero gradient, never NaN; if it lacks one kind of pairs, the other counts; coinciding points give finite gradients.
///
/// A loss with weights of its own lists them as its state, so that they take part in the optimiser
/// and in checkpoints; most have none.
public protocol MetricLoss: Stateful {
  /// The loss, and how much of it still teaches; what they share is computed once.
  ///
  /// - Parameters:
  ///   - embeddings: N × k, any floating type.
  ///   - labels: N class numbers, int64.
  /// - Returns: the loss, one number that is differentiable in the embeddings; and the share of its
  ///   terms (pairs, triplets, anchors) that are above 0, in 0…1, nil if the batch has no term. A
  ///   share near 0 says that the batch no longer teaches anything.
  func judged(_ embeddings: Tensor, _ labels: Tensor) throws -> (
    loss: Tensor, activeShare: Double?
  )

  /// To be called once after each optimiser step with its batch: moves centres, fills memories.
  func observe(_ embeddings: Tensor, _ labels: Tensor) throws

  /// What the loss remembers of earlier batches beside its state, by name; none for most. It goes
  /// into checkpoints, and its size may change from step to step.
  func memories() throws -> [String: Tensor]

  /// Takes back what `memories` gave.
  ///
  /// - Throws: `MetricLearningError` if that is no memory of this loss.
  func remember(_ memories: [String: Tensor]) throws
}

extension MetricLoss {
  public func state(_ path: String) -> [StateEntry] { [] }

  /// The loss alone.
  public func callAsFunction(_ embeddings: Tensor, _ labels: Tensor) throws -> Tensor {
    try judged(embeddings, labels).loss
  }

  /// The share of its terms that are above 0.
  public func activeShare(_ embeddings: Tensor, _ labels: Tensor) throws -> Double? {
    try withoutGradients { try judged(embeddings, labels).activeShare }
  }

  public func observe(_ embeddings: Tensor, _ labels: Tensor) throws {}

  public func memories() throws -> [String: Tensor] { [:] }

  public func remember(_ memories: [String: Tensor]) throws {
    try require(
      memories.isEmpty, "\(Self.self) remembers no `\(memories.keys.sorted().first ?? "")`")
  }
}

/// Which elements of an N×N matrix of pairs share a label.
func sameLabel(_ labels: Tensor) throws -> Tensor {
  try labels.unsqueezed(1).equal(labels.unsqueezed(0))
}

/// A zero that is differentiable in the embeddings.
func zero(_ embeddings: Tensor) throws -> Tensor { try (embeddings * 0).sum() }

/// Refuses embeddings that are no N × k with a label for each row.
func requireBatch(_ embeddings: Tensor, _ labels: Tensor) throws {
  try require(
    embeddings.rank == 2 && embeddings.shape[1] > 0,
    "embeddings must be N × k with k above 0, not of shape \(embeddings.shape)")
  try require(
    labels.shape == [embeddings.shape[0]],
    "labels of shape \(labels.shape) for \(embeddings.shape[0]) embeddings; one each is needed")
  let type = try labels.elementType
  try require(type == .int64, "labels must be int64, not \(type)")
}
