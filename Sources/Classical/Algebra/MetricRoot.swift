internal import Torch

/// The L with M = LᵀL, of as many rows as M has directions that count; the largest first.
///
/// - Parameter metric: M, symmetric, d × d; negative eigenvalues are clipped to 0: the nearest
///   positive semidefinite matrix.
/// - Returns: L, k × d, and the eigenvalues of its rows.
/// - Throws: `ClassicalError` if no eigenvalue is positive.
func root(ofMetric metric: Tensor, _ method: String) throws -> (map: Tensor, values: [Double]) {
  let (found, vectors) = try ((metric + metric.transposed()) * 0.5).symmetricEigen()
  let values = try found.values(Double.self)
  let most = values.last ?? 0
  try require(
    most > 0 && most.isFinite,
    "\(method) found no direction in which points of unlike pairs lie farther apart than those of "
      + "like ones.")
  // Smaller ones are rounding.
  let first = values.firstIndex { $0 > most * 1e-15 } ?? 0
  let kept = Array(values[first...].reversed())
  let rows = try vectors.slice(1, first..<values.count).transposed().flipped([0])
  let scales = try Tensor(kept.map { $0.squareRoot() }, shape: [kept.count, 1])
  return (try (rows * scales).withRowsSigned(), kept)
}
