internal import Foundation
package import Torch

/// How far the embeddings of a batch are from having collapsed.
package struct EmbeddingSpread: Equatable, Sendable {
  /// √k · mean over the dimensions of the deviation of embeddings of unit length (Chen and He, CVPR
  /// 2021, figure 2): 0 if all are alike, about 1 if they point everywhere.
  package let variation: Double
  /// exp of the entropy of the covariance's normalised eigenvalues (Roy and Vetterli, 2007): along
  /// how many directions embeddings vary, from 1 to k; 0 if they do not vary.
  package let effectiveRank: Double

  /// - Parameter embeddings: N × k.
  package init(of embeddings: Tensor) throws {
    (variation, effectiveRank) = try withoutGradients {
      let z = try embeddings.detached().to(.float64).to(.cpu)
      let (count, width) = (Double(z.shape[0]), Double(z.shape[1]))
      func centred(_ z: Tensor) throws -> Tensor { try z - z.mean(0, keep: true) }
      let unit = try centred(z.unitRows())
      let deviation = try (unit.squared().mean(0)).squareRoot().mean().item()
      let own = try centred(z)
      let eigenvalues = try (own.transposed().times(own) / count).symmetricEigen().values
        .maximum(0)
      let total = try eigenvalues.sum().item()
      guard total > 0, total.isFinite else { return (deviation * width.squareRoot(), 0) }
      let shares = try (eigenvalues / total).values(Double.self)
      let entropy = shares.reduce(0) { $1 > 0 ? $0 - $1 * log($1) : $0 }
      return (deviation * width.squareRoot(), exp(entropy))
    }
  }

  /// Below which embeddings tell hardly anything apart.
  package static let least = (variation: 0.1, effectiveRank: 1.5)

  package var isCollapsed: Bool {
    variation < Self.least.variation || effectiveRank < Self.least.effectiveRank
  }
}
