// K. Pearson, "On lines and planes of closest fit to systems of points in space", Philosophical
// Magazine 2, 1901; H. Hotelling, 1933. As `PCA` of scikit-learn 1.9.
internal import Parts
internal import Torch

/// Principal component analysis: the directions in which points vary most, of unit length.
///
///     C v = λ v,  C = Σ (x − x̄)(x − x̄)ᵀ / (n − 1)        λ descending; y = Vᵀ(x − x̄)
public struct PCA: MomentEmbedding {
  public let components: Int?
  public let share: Double

  /// - Parameters:
  ///   - components: nil for as many as the points vary in.
  ///   - share: the least number of components that hold this share of the variance, in 0…1; no more
  ///     than `components`.
  public init(components: Int? = nil, share: Double = 1) throws {
    try require(
      share > 0 && share <= 1, "The share of the variance must lie in 0…1, above 0, not \(share).")
    self.components = components
    self.share = share
  }

  public func fit(_ moments: Moments) throws -> FittedMap {
    try PrincipalAxes(of: moments).fitted(components, share: share, at: moments.mean)
  }
}

/// Directions of unit length, and the variance in each, descending.
struct PrincipalAxes {
  let variances: [Double]
  /// r × d, each with its largest entry positive.
  let rows: Tensor

  /// - Throws: `ClassicalError` for fewer than two points, or points that are all the same.
  init(of moments: Moments) throws {
    let span = try Span(of: moments)
    // The span's basis are the eigenvectors of the scatter, ascending.
    rows = try span.basis.transposed().flipped([0]).contiguous().withRowsSigned()
    let scatters = try (rows.times(moments.scatter) * rows).sum(1).values(Double.self)
    variances = scatters.map { $0 / Double(moments.count - 1) }
  }

  /// - Parameters:
  ///   - components: nil for all.
  ///   - share: of the variance, that is enough.
  func kept(_ components: Int?, share: Double = 1) throws -> Int {
    let most = try componentsToKeep(components, of: variances.count) {
      "the points vary in \(variances.count) directions."
    }
    guard share < 1 else { return most }
    let wanted = share * variances.reduce(0, +)
    var held = 0.0
    for (place, variance) in variances.prefix(most).enumerated() {
      held += variance
      if held >= wanted { return place + 1 }
    }
    return most
  }

  func fitted(_ components: Int?, share: Double, at mean: Tensor) throws -> FittedMap {
    let kept = try kept(components, share: share)
    return try FittedMap(
      rows.slice(0, 0..<kept), centre: mean, values: Array(variances.prefix(kept)))
  }
}

extension PCA {
  static let kind = EmbeddingKind(
    "pca", title: "principal component analysis", "The directions in which points vary most.",
    paper: "Pearson 1901; Hotelling 1933", trait: .linear,
    components: .init(most: .directions),
    options: [
      .number("share", 1, in: 0...1, "Share of the variance that is enough.")
    ],
    cost: "Mean and covariance, in one pass over any number of points.",
    refusal: "Points that are all the same."
  ) { try PCA(components: $0.optionalWhole("components"), share: $0.number("share")) }
}
