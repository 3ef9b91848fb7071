internal import Torch

/// The directions in which points vary. Scatters are inverted within them, so that constant features
/// and features that follow from others neither count nor disturb.
struct Span {
  /// Orthonormal columns, d × r.
  let basis: Tensor
  /// How many directions there are, r.
  var rank: Int { basis.shape[1] }

  /// A direction with a smaller share of the largest variance is rounding.
  static let leastShare = 1e-12

  /// - Parameters:
  ///   - moments: of the points, at least two.
  ///   - isWhole: whether all d directions count, also those in which no point varies.
  /// - Throws: `ClassicalError` if all points are the same.
  init(of moments: Moments, isWhole: Bool = false) throws {
    try require(moments.count > 1, "At least 2 points are needed; got \(moments.count).")
    try self.init(scatter: moments.scatter, mean: moments.mean, isWhole: isWhole)
  }

  /// - Parameters:
  ///   - scatter: symmetric, d × d, about any point.
  ///   - mean: of the points, 1 × d: features that vary less than its digits are constant.
  init(scatter: Tensor, mean: Tensor, isWhole: Bool = false) throws {
    let width = scatter.shape[0]
    let floor = try mean.squared() * (Self.leastShare * Self.leastShare)
    let varies = try scatter.diagonal().unsqueezed(0).greater(floor).to(.float64)
    let (values, vectors) = try (scatter * varies * varies.transposed()).symmetricEigen()
    let variances = try values.values(Double.self)
    let most = variances.last ?? 0
    try require(most > 0, "All points are the same; a method needs points that differ.")
    let first = variances.firstIndex { $0 > most * Self.leastShare } ?? 0
    basis =
      try isWhole
      ? .identity(width, type: .float64)
      : vectors.slice(1, first..<width).contiguous()
  }

  /// Bᵀ A B, r × r, made symmetric.
  func inside(_ matrix: Tensor) throws -> Tensor {
    let inner = try basis.transposed().times(matrix).times(basis)
    return try (inner + inner.transposed()) * 0.5
  }

  /// B A Bᵀ, d × d.
  func outside(_ matrix: Tensor) throws -> Tensor {
    try basis.times(matrix).times(basis.transposed())
  }
}
