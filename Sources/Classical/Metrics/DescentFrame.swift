internal import Torch

/// What a metric found by descent works in: the directions in which points vary, most first, in units
/// that make the mean squared distance of two points 2. Constant features and the points' units then
/// change nothing of the way.
struct DescentFrame {
  /// N × r, about the mean.
  let points: Tensor
  /// The first axes, k × r.
  let start: Tensor
  /// Back to the features: L = map · back, r × d.
  private let back: Tensor
  private let mean: Tensor

  /// - Parameter components: k; nil for r.
  init(_ points: Points, components: Int?) throws {
    let (centred, mean) = try points.centred()
    let moments = try Moments(points)
    let basis = try Span(of: moments).basis.flipped([1])
    let rank = basis.shape[1]
    let kept = try componentsToKeep(components, of: rank) {
      "the points vary in \(rank) directions."
    }
    let variance = try moments.covariance().diagonal().sum().item()
    back = try basis.transposed() * (1 / variance.squareRoot())
    self.points = try centred.times(back.transposed())
    start = try Tensor.identity(rank, type: .float64).slice(0, 0..<kept).contiguous()
    self.mean = mean
  }

  func fitted(_ found: Descent.Found, notes: [String]) throws -> FittedMap {
    try FittedMap(
      found.point.times(back), centre: mean, notes: notes + found.notes)
  }
}
