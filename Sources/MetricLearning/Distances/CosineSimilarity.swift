internal import Parts
public import Torch

/// cos(a, b): 1 where embeddings point the same way.
public struct CosineSimilarity: Distance {
  public var isSimilarity: Bool { true }

  public init() {}

  public func callAsFunction(_ a: Tensor, _ b: Tensor) throws -> Tensor {
    try a.normalised().times(b.normalised().transposed())
  }
}

extension CosineSimilarity {
  static let kind = DistanceKind("cosine", "The cosine of the angle, a similarity.") { _, _, _ in
    CosineSimilarity()
  }
}
