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
    try self.init(width: points.width)
    try addInBlocks(points.matrix)
  }

  /// Adds a strip of points.
  ///
  /// - Parameter strip: N × d, finite, of any type and on any device.
  /// - Throws: `ClassicalError` for another width, or a value that is not finite.
  public mutating func add(_ strip: Tensor) throws {
    try requireWidth(of: strip, width)
    var all = self
    try all.addInBlocks(strip)
    if try !all.isFinite { try requireFinite(strip, first: count) }
    self = all
  }

  /// Whether all values were finite: else their mean is not.
  var isFinite: Bool { get throws { try mean.isFinite().all().to(.float64).item() > 0 } }

  /// Rows that are looked at at once: in float64 they stay in the processor's cache.
  private static let block = 2048

  /// Adds points of the right width, whether they are finite or not.
  mutating func addInBlocks(_ points: Tensor) throws {
    for start in stride(from: 0, to: points.shape[0], by: Self.block) {
      let rows = try points.slice(0, start..<min(start + Self.block, points.shape[0]))
        .detached().to(.float64, device: .cpu)
      var part = try Moments(width: width)
      part.count = rows.shape[0]
      part.mean = try rows.mean(0, keep: true)
      let centred = try rows - part.mean
      part.scatter = try centred.transposed().times(centred)
      try add(part)
    }
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
