// The determinantal-point-process prior on the factors of a metric: Kulesza and Taskar,
// "Determinantal point processes for machine learning", 2012; on a metric's factors: Gong et al.,
// IEEE TGRS 57(6), 2019.
public import Torch

/// How alike two factors are.
public enum DiversityKernel: Equatable, Sendable {
  /// K_ij = cos(b_i, b_j): blind to scale, least at orthogonal factors; needs k ≤ d.
  case cosine
  /// K_ij = exp(−‖b_i − b_j‖² / 2s²).
  case rbf(scale: Double)
}

/// D(B) = −log det(K + εI) over the columns of B: small if the factors are diverse.
///
/// The plain Gram matrix BᵀB is no choice of kernel: D would fall without bound as B grows.
public struct Diversity: Sendable {
  public let kernel: DiversityKernel
  /// ε, added to the diagonal so that equal factors give a finite value.
  public let epsilon: Double

  public init(kernel: DiversityKernel, epsilon: Double) {
    self.kernel = kernel
    self.epsilon = epsilon
  }

  /// - Parameter factors: B, d × k.
  /// - Returns: D(B), one number in float64, differentiable in B.
  /// - Throws: `TorchError` if K + εI is not positive definite, which NaN in B causes.
  public func callAsFunction(_ factors: Tensor) throws -> Tensor {
    let k = try similarity(factors)
    let ridge = try Tensor.identity(k.shape[0], type: .float64, device: k.device) * epsilon
    return try -(k + ridge).logDeterminant()
  }

  /// K, k × k in float64.
  public func similarity(_ factors: Tensor) throws -> Tensor {
    let b = try factors.to(.float64)
    switch kernel {
    case .cosine:
      // A factor of length 0 has no direction; the floor keeps it from becoming NaN.
      let directions = try b / b.squared().sum(0, keep: true).maximum(1e-24).squareRoot()
      return try directions.transposed().times(directions)
    case .rbf(let scale):
      let lengths = try b.squared().sum(0)
      let gram = try b.transposed().times(b)
      let squares = try lengths.unsqueezed(1) + lengths.unsqueezed(0) - gram * 2
      return try (squares.maximum(0) * (-1 / (2 * scale * scale))).exp()
    }
  }
}
