public import Torch

/// A loss with a vector of its own for each class, which embeddings are compared with instead of
/// with one another; it needs no pairs, and a batch of one class is one like any other.
public protocol ClassLoss: ClassVectorLoss {
  /// A vector a class, as a column: k × C.
  var weights: Tensor { get }
  var reducer: any Reducer { get }

  /// One group of terms or more; each is reduced by itself and the results are added.
  ///
  /// - Parameters:
  ///   - embeddings: N × k.
  ///   - labels: class index of each, int64.
  ///   - weights: those of the loss in the element type and on the device of the embeddings.
  func terms(_ embeddings: Tensor, _ labels: Tensor, _ weights: Tensor) throws -> [Terms]
}

extension ClassLoss {
  public func judged(_ embeddings: Tensor, _ labels: Tensor) throws -> (
    loss: Tensor, activeShare: Double?
  ) {
    let terms = try checkedTerms(embeddings, labels)
    return (try reduced(terms, reducer, embeddings, labels), try shareAboveZero(terms))
  }

  public func state(_ path: String) -> [StateEntry] {
    [StateEntry(path: joined(path, "weights"), tensor: weights)]
  }

  /// Each vector becomes its class's mean direction, of length 1.
  public func start(from embeddings: Tensor, _ labels: Tensor) throws {
    try withoutGradients {
      let vectors = try weights.detached().transposed()
      let means = try classMeans(embeddings, labels, else: vectors)
      try weights.assign(means.normalised().transposed())
    }
  }

  private func checkedTerms(_ embeddings: Tensor, _ labels: Tensor) throws -> [Terms] {
    try requireBatch(embeddings, labels)
    try require(
      embeddings.shape[1] == weights.shape[0],
      "embeddings of width \(embeddings.shape[1]) against class vectors of \(weights.shape[0])")
    try requireClasses(labels, below: weights.shape[1])
    guard embeddings.shape[0] > 0 else { return [] }
    let weights = try weights.to(embeddings.elementType, device: embeddings.device)
    return try terms(embeddings, labels, weights)
  }
}

/// Refuses class vectors that are no matrix k × C.
func requireClassVectors(_ weights: Tensor) throws {
  try require(
    weights.rank == 2 && weights.shape.allSatisfy { $0 > 0 },
    "class vectors must be a matrix, embedding × classes, not of shape \(weights.shape)")
}

/// −log softmax of each row's own class, one number a row.
func crossEntropies(_ logits: Tensor, _ labels: Tensor) throws -> Tensor {
  try -logits.logSoftmax(1).gathered(labels.unsqueezed(1), along: 1).squeezed(1)
}

/// The logits with those of each row's own class replaced by `own` (N × 1).
func replacingOwn(_ logits: Tensor, _ labels: Tensor, with own: Tensor) throws -> Tensor {
  let mask = try labels.oneHot(logits.shape[1]).greater(0)
  return try own.expanded(logits.shape).selected(where: mask, else: logits)
}
