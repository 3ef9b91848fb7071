// Yuan et al., "Signal-to-noise ratio: a robust distance metric for deep metric learning", CVPR
// 2019.
internal import Parts
public import Torch

/// var(a − b) / var(a): the noise that turns the anchor a into b, relative to the signal a; each
/// variance over the k elements of an embedding. Not symmetric.
public struct SignalToNoiseDistance: Distance {
  public let isNormalised: Bool
  public var isSimilarity: Bool { false }

  public init(normalised: Bool = true) {
    isNormalised = normalised
  }

  public func callAsFunction(_ a: Tensor, _ b: Tensor) throws -> Tensor {
    try require(
      a.shape[1] > 1, "a signal-to-noise ratio needs embeddings of 2 elements or more, not 1")
    let (x, y) = isNormalised ? (try a.normalised(), try b.normalised()) : (a, b)
    // The differences are formed: variances from moments would lose the digits of near points.
    let noise = try (x.unsqueezed(1) - y.unsqueezed(0)).variance(2)
    // A constant embedding has no signal; the floor keeps 0/0 from becoming NaN.
    return try noise / x.variance(1, keep: true).maximum(1e-12)
  }
}

extension SignalToNoiseDistance {
  static let kind = DistanceKind(
    "signalToNoise", "The variance of the difference by the anchor's own.",
    options: [.flag("normalised", true, "Bring embeddings to length 1 first.")]
  ) { values, _, _ in SignalToNoiseDistance(normalised: values.flag("normalised")) }
}
