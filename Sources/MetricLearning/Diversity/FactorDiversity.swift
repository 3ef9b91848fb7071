internal import Foundation
public import Torch

/// How diverse the factors of a metric are.
public struct FactorDiversity: Codable, Equatable, Sendable {
  /// Mean |cos(b_i, b_j)| over i ≠ j; 0 for orthogonal factors, 1 for parallel ones.
  public var meanAbsoluteCosine: Double
  /// log det of the matrix of cosines with 1e-12 on its diagonal; 0 for orthogonal factors.
  public var logDeterminant: Double
  /// exp of the entropy of the normalised eigenvalues of that matrix (Roy and Vetterli, 2007); k
  /// for orthogonal factors, 1 for parallel ones.
  public var effectiveRank: Double

  public init(meanAbsoluteCosine: Double, logDeterminant: Double, effectiveRank: Double) {
    self.meanAbsoluteCosine = meanAbsoluteCosine
    self.logDeterminant = logDeterminant
    self.effectiveRank = effectiveRank
  }

  /// - Parameter factors: B, d × k.
  public init(of factors: Tensor) throws {
    self = try withoutGradients {
      let cosines = try Diversity(kernel: .cosine, epsilon: 0).similarity(factors)
      let count = cosines.shape[0]
      let pairs = Double(count * (count - 1))
      let total = try cosines.magnitude().sum().item() - cosines.diagonal().magnitude().sum().item()
      let eigenvalues = try cosines.symmetricEigen().values.maximum(1e-12)
      let shares = try eigenvalues / eigenvalues.sum()
      let entropy = -(try (shares * shares.log()).sum().item())
      return FactorDiversity(
        meanAbsoluteCosine: pairs > 0 ? max(0, total) / pairs : 0,
        logDeterminant: try eigenvalues.log().sum().item(),
        effectiveRank: exp(entropy))
    }
  }
}
