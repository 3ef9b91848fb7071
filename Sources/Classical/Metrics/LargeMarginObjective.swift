package import Torch

/// What LMNN makes small, and its gradient; d_ij = ‖L(x_i − x_j)‖²:
///
///     (1 − μ) Σ_{j target of i} d_ij + μ Σ_{j target of i} Σ_{l of another class} max(0, 1 + d_ij − d_il)
///
///     gradient = 2 L Σ_ij W_ij (x_i − x_j)(x_i − x_j)ᵀ,  W_ij = ∂/∂d_ij
///
/// Weinberger and Saul, JMLR 10, 2009, equation 13.
package struct LargeMarginObjective {
  private let points: Tensor
  private let push: Double
  /// The nth target of each point as a one-hot row, N × N, and as a column of its row number; a
  /// point without one has a row of zeros.
  private let targets: [(oneHot: Tensor, rows: Tensor, isThere: Tensor)]
  /// Whether two points are of one class, N × N.
  private let isAlike: Tensor

  /// - Parameters:
  ///   - points: N × d, near the origin, float64.
  ///   - targets: of each point; a point may have none.
  ///   - push: μ.
  package init(_ points: Tensor, labels: [Int], targets: [[Int]], push: Double) throws {
    self.points = points
    self.push = push
    let count = points.shape[0]
    let classes = try Tensor(labels.map { Double($0) }, shape: [count, 1])
    isAlike = try classes.equal(classes.transposed())
    self.targets = try (0..<(targets.map(\.count).max() ?? 0)).map { place in
      let own = targets.map { $0.count > place ? $0[place] : nil }
      let rows = try Tensor(own.map { Int64($0 ?? 0) }, shape: [count, 1])
      let isThere = try Tensor(own.map { $0 == nil ? 0.0 : 1 }, shape: [count, 1])
      return (try rows.squeezed(1).oneHot(count).to(.float64) * isThere, rows, isThere)
    }
  }

  /// - Parameter map: L, k × d.
  package func callAsFunction(_ map: Tensor) throws -> (value: Double, gradient: Tensor) {
    let placed = try points.times(map.transposed())
    let squares = try squaredDistancesByProducts(placed, placed)
    let toOthers = try squares.filled(where: isAlike, with: .infinity)
    var weights = try Tensor.zeros(squares.shape, type: .float64)
    var value = 0.0
    for (oneHot, rows, isThere) in targets {
      let near = try squares.gathered(rows, along: 1)
      let reach = try (near + 1).filled(where: isThere.equal(0), with: 0)
      let excess = try (reach - toOthers).relu()
      value +=
        try (1 - push) * (near * isThere).sum().item() + push * excess.sum().item()
      let tooNear = try excess.greater(0).to(.float64)
      let pull = try tooNear.sum(1, keep: true) * push + (1 - push)
      weights = try weights + oneHot * pull - tooNear * push
    }
    let gradient = try map.times(scatterOfPairs(points, weights: weights)) * 2
    return (value, gradient)
  }
}
