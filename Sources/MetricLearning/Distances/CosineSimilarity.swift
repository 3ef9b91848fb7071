public import Torch

/// cos(a, b): 1 where embeddings point the same way.
public struct CosineSimilarity: Distance {
  public var isSimilarity: Bool { true }

  public init() {}

  public func callAsFunction(_ a: Tensor, _ b: Tensor) throws -> Tensor {
    try a.normalised().times(b.normalised().transposed())
  }
}
