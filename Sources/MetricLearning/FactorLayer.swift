public import Torch

/// The metric as a linear layer: y = Bᵀf, with B of d features × k factors and no bias, so that
/// ‖y_i − y_j‖² = (f_i − f_j)ᵀ B Bᵀ (f_i − f_j) is a learned Mahalanobis distance.
///
/// Gong et al., IEEE TGRS 57(6), 2019: the metric "can be seen as a linear map and trained as a
/// fully connected layer". Its columns are the metric's factors.
public struct FactorLayer: Stateful {
  /// B, d × k.
  public let factors: Tensor

  /// Factors drawn uniformly in ±1/√d.
  public init(features: Int, factors: Int, generator: RandomGenerator) throws {
    self.factors = try generator.uniform(
      [features, factors], within: 1 / Double(features).squareRoot()
    ).requiringGradient()
  }

  /// - Parameter features: any shape whose last axis is d.
  /// - Returns: the same shape with k in place of d.
  public func callAsFunction(_ features: Tensor) throws -> Tensor {
    try features.times(factors)
  }

  public func state(_ path: String) -> [StateEntry] {
    [StateEntry(path: joined(path, "factors"), tensor: factors)]
  }
}
