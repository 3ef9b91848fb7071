public import Torch

/// A loss that compares embeddings with a vector of its own for each class.
public protocol ClassVectorLoss: MetricLoss {
  /// Begins each class's vector where the class is; to be called once, before the first step.
  ///
  /// From random vectors the first steps would turn a network that has been trained towards places
  /// that mean nothing, and undo much of what it knows.
  ///
  /// - Parameters:
  ///   - embeddings: of labelled points, N × k.
  ///   - labels: N class numbers, int64. A class without a point keeps the vector it has.
  func start(from embeddings: Tensor, _ labels: Tensor) throws
}

/// The mean embedding of each class, in the place of `vectors` (C × k) where a class has points.
func classMeans(_ embeddings: Tensor, _ labels: Tensor, else vectors: Tensor) throws -> Tensor {
  try requireBatch(embeddings, labels)
  let count = vectors.shape[0]
  try require(
    embeddings.shape[1] == vectors.shape[1],
    "embeddings of width \(embeddings.shape[1]) against class vectors of \(vectors.shape[1])")
  try requireClasses(labels, below: count)
  let points = try embeddings.detached()
  let ones = try Tensor.full(
    1, shape: labels.shape, type: points.elementType, device: points.device)
  let members = try ones.summed(by: labels, count: count).unsqueezed(1)
  let means = try (points.summed(by: labels, count: count) / members.maximum(1))
    .to(vectors.elementType, device: vectors.device)
  let isPresent = try members.to(vectors.device).greater(0)
  return try means.selected(where: isPresent.expanded(means.shape), else: vectors)
}
