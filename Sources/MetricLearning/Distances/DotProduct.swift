internal import Parts
public import Torch

/// a·b, by default of embeddings of length 1, which makes it the cosine.
public struct DotProduct: Distance {
  public let isNormalised: Bool
  public var isSimilarity: Bool { true }

  public init(normalised: Bool = true) {
    isNormalised = normalised
  }

  public func callAsFunction(_ a: Tensor, _ b: Tensor) throws -> Tensor {
    guard isNormalised else { return try a.times(b.transposed()) }
    return try a.normalised().times(b.normalised().transposed())
  }
}

extension DotProduct {
  static let kind = DistanceKind(
    "dotProduct", "The dot product, a similarity.",
    options: [.flag("normalised", true, "Bring embeddings to length 1 first.")]
  ) { values, _, _ in DotProduct(normalised: values.flag("normalised")) }
}
