internal import Torch

/// Σ_ij W_ij (x_i − x_j)(x_i − x_j)ᵀ = Xᵀ (diag(W1 + Wᵀ1) − W − Wᵀ) X, d × d.
///
/// - Parameters:
///   - points: X, N × d; near the origin, so that products keep digits.
///   - weights: W, N × N.
func scatterOfPairs(_ points: Tensor, weights: Tensor) throws -> Tensor {
  let both = try weights + weights.transposed()
  let degrees = try both.sum(1, keep: true)
  return try points.transposed().times(points * degrees - both.times(points))
}

/// ‖x_i − y_j‖² from their differences, N × M: near points keep their digits.
func squaredDistances(_ points: Tensor, _ others: Tensor) throws -> Tensor {
  try points.pairwiseDistances(to: others).squared()
}

/// ‖x_i‖² + ‖y_j‖² − 2 x_i·y_j, N × M: several times as fast, for points near the origin. Copies may
/// lie a rounding of ‖x‖² apart.
func squaredDistancesByProducts(_ points: Tensor, _ others: Tensor) throws -> Tensor {
  try
    (points.squared().sum(1, keep: true) + others.squared().sum(1, keep: true).transposed()
    - points.times(others.transposed()) * 2).maximum(0)
}
