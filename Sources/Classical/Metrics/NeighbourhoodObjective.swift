package import Torch

/// What NCA makes large, and its gradient; d_ij = ‖A(x_i − x_j)‖²:
///
///     p_ij = exp(−d_ij) / Σ_{k ≠ i} exp(−d_ik),  p_i = Σ_{j of i's class} p_ij
///     f = Σ p_i,  or  g = Σ log p_i
///
///     gradient = 2 A Σ_ij W_ij (x_i − x_j)(x_i − x_j)ᵀ
///     W_ij = p_ij (p_i − [j of i's class]) for f; the same over p_i for g
///
/// Points that are alone in their class count in neither. Goldberger et al., NIPS 2004.
public struct NeighbourhoodObjective {
  public enum Form: String, CaseIterable, Sendable { case sum, log }

  private let points: Tensor
  private let form: Form
  /// 1 for another point of the class, N × N.
  private let alike: Tensor
  /// 1 on the diagonal.
  private let selves: Tensor
  /// 1 for a point that has another of its class, N × 1.
  private let counts: Tensor

  /// - Parameter points: N × d, near the origin, float64.
  package init(_ points: Tensor, labels: [Int], form: Form) throws {
    self.points = points
    self.form = form
    let classes = try Tensor(labels.map { Double($0) }, shape: [labels.count, 1])
    selves = try .identity(labels.count, type: .float64)
    alike = try classes.equal(classes.transposed()).to(.float64) - selves
    counts = try alike.sum(1, keep: true).greater(0).to(.float64)
  }

  /// - Parameter map: A, k × d.
  package func callAsFunction(_ map: Tensor) throws -> (value: Double, gradient: Tensor) {
    let placed = try points.times(map.transposed())
    let logits = try (-squaredDistancesByProducts(placed, placed))
      .filled(where: selves.greater(0), with: -.infinity)
    let p = try (logits - logits.logSumExp(1, keep: true)).exp()
    let own = try (p * alike).sum(1, keep: true)
    switch form {
    case .sum:
      let gradient = try map.times(scatterOfPairs(points, weights: p * (own - alike))) * 2
      return (try own.sum().item(), gradient)
    case .log:
      // Far points underflow: their log likelihood is the smallest there is.
      let likely = try own.maximum(1e-300)
      let weights = try (p - p * alike / likely) * counts
      let gradient = try map.times(scatterOfPairs(points, weights: weights)) * 2
      return (try (likely.log() * counts).sum().item(), gradient)
    }
  }
}
