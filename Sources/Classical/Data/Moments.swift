public import Torch

/// Count, mean and scatter of points, gathered strip by strip: a scene is never held as a whole.
///
/// Two strips a and b join as (T. Chan, G. Golub, R. LeVeque, 1979), δ = x̄_b − x̄_a:
///
///     S = S_a + S_b + δᵀδ · n_a n_b / (n_a + n_b)
public struct Moments {
  public private(set) var count = 0
  /// 1 × d, float64.
  public private(set) var mean: Tensor
  /// Σ (x − x̄)(x − x̄)ᵀ, d × d, float64.
  public private(set) var scatter: Tensor

  public var width: Int { mean.shape[1] }

  /// Of no points yet, with `width` features.
  public init(width: Int) throws {
    try require(width > 0, "Points need at least 1 feature; got \(width).")
    mean = try .zeros([1, width], type: .float64)
    scatter = try .zeros([width, width], type: .float64)
  }

  init(_ points: Points) throws {
    let (centred, mean) = try points.centred()
    count = points.count
    self.mean = mean
    scatter = try centred.transposed().times(centred)
  }

  /// Adds a strip of points.
  ///
  /// - Parameter strip: N × d, finite, of any type and on any device.
  /// - Throws: `ClassicalError` for another width, or a value that is not finite.
  public mutating func add(_ strip: Tensor) throws {
    try requireFinite(strip, first: count)
    try require(
      strip.shape[1] == width,
      "A strip with \(strip.shape[1]) features was given after strips with \(width).")
    try add(Moments(Points(finite: strip.detached().to(.float64, device: .cpu))))
  }

  mutating func add(_ other: Moments) throws {
    let (own, new) = (Double(count), Double(other.count))
    guard new > 0 else { return }
    let gap = try other.mean - mean
    scatter =
      try scatter + other.scatter + gap.transposed().times(gap) * (own * new / (own + new))
    mean = try mean + gap * (new / (own + new))
    count += other.count
  }

  /// With n − 1 in the denominator, d × d.
  ///
  /// - Throws: `ClassicalError` for fewer than two points.
  func covariance() throws -> Tensor {
    try require(count > 1, "At least 2 points are needed; got \(count).")
    return try scatter * (1 / Double(count - 1))
  }
}
