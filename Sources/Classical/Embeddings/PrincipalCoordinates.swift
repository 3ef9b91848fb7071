internal import Torch

/// Coordinates whose products are the similarities of points, as near as can be: J B J = V Λ Vᵀ with
/// J = I − 11ᵀ/n, and coordinates V Λ^½. Kernel PCA takes B from a kernel; classical scaling and
/// Isomap take B = −½ d².
///
///     a new point with similarities b:  y = Λ^−½ Vᵀ (b − B̄),  B̄ the mean of B's columns
///
/// J. Gower, "Adding a point to vector diagrams in multivariate analysis", Biometrika 55, 1968; the
/// same as Nyström's formula (Y. Bengio et al., "Out-of-sample extensions", NIPS 2003).
struct PrincipalCoordinates {
  /// N × k.
  let coordinates: Tensor
  /// λ, descending.
  let values: [Double]
  private let vectors: Tensor
  private let means: Tensor

  /// - Parameters:
  ///   - similarities: B, N × N, symmetric.
  ///   - components: nil for all with λ above 0.
  init(_ similarities: Tensor, components: Int?) throws {
    let means = try similarities.mean(0, keep: true)
    let centred = try similarities - means - means.transposed() + means.mean()
    let (found, columns) = try ((centred + centred.transposed()) * 0.5).symmetricEigen()
    let all = try found.values(Double.self)
    let most = all.last ?? 0
    // Without spread, all eigenvalues are rounding of B itself.
    let largest = try similarities.magnitude().max().item()
    try require(
      most > largest * 1e-14, "All points are the same; a method needs points that differ.")
    let positive = all.count { $0 > most * Span.leastShare }
    let kept = try componentsToKeep(components, of: positive) {
      "the points' distances have room for \(positive)."
    }
    let first = all.count - kept
    vectors = try columns.slice(1, first..<all.count).flipped([1]).contiguous().withColumnsSigned()
    values = Array(all[first...].reversed())
    self.means = means
    coordinates = try vectors * Tensor(values, shape: [1, kept]).squareRoot()
  }

  /// - Parameter similarities: of new points with the N, M × N.
  /// - Returns: M × k.
  func place(_ similarities: Tensor) throws -> Tensor {
    try (similarities - means).times(vectors)
      / Tensor(values, shape: [1, values.count]).squareRoot()
  }
}
