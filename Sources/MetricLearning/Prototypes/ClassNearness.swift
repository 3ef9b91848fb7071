public import Torch

/// How near classes are to points, told in the measure of the ground around their own points; also
/// classes of a few points that were added after training.
///
///     r_c(x) = min_{j of c} ‖x − x_j‖ / scale_j       share_c(x) = exp(−6 r_c(x)) / Σ_b exp(−6 r_b(x))
///
/// with the scales of `LocalScale`. Nothing has drawn the points of an added class together, so that
/// they say too little of how wide it is, and take the scale of a point that is alone. Before a
/// random walk, which asks the ground around, an added class reaches twice as far.
///
/// These numbers are choices of ours, made by adding classes 2, 5, 6 and 12 of Indian Pines.
public struct ClassNearness {
  /// Class numbers, ascending.
  public let classes: [Int]
  private let mean: Tensor
  private let members: [Members]
  /// Of each class: what its distances are divided by before a random walk.
  private let reach: Tensor

  /// The points of a class less the mean, their squared lengths, and 1 / scale².
  private struct Members {
    let points: Tensor
    let squares: Tensor
    let weights: Tensor
  }

  /// - Parameters:
  ///   - points: M × k.
  ///   - labels: their classes.
  ///   - added: classes that were not trained.
  public init(of points: Tensor, labels: [Int], added: Set<Int> = []) throws {
    try require(
      points.rank == 2 && points.shape[0] == labels.count && points.shape.allSatisfy { $0 > 0 },
      "\(labels.count) labels for points of shape \(points.shape); one a row is needed")
    let points = try points.detached().to(.float32)
    let device = points.device
    let scale = try LocalScale(of: points, labels: labels, alone: added).values
    let mean = try points.mean(0, keep: true)
    let rows = Dictionary(grouping: labels.indices) { labels[$0] }.sorted { $0.key < $1.key }
    members = try rows.map { _, rows in
      let own = try points.selecting(Tensor(rows.map { Int64($0) }).to(device), along: 0) - mean
      return Members(
        points: own, squares: try own.squared().sum(1),
        weights: try Tensor(rows.map { 1 / (scale[$0] * scale[$0]) }).to(device))
    }
    self.mean = mean
    classes = rows.map(\.key)
    reach = try Tensor(rows.map { added.contains($0.key) ? 2 : 1 } as [Float]).to(device)
  }

  /// - Parameter queries: N × k.
  /// - Returns: r, N × classes; NaN for a query with NaN.
  public func callAsFunction(_ queries: Tensor) throws -> Tensor {
    try require(
      queries.rank == 2 && queries.shape[1] == mean.shape[1],
      "queries of shape \(queries.shape) against points of width \(mean.shape[1])")
    let largest = members.map { $0.points.shape[0] }.max() ?? 1
    let block = max(1, min(1 << 14, (1 << 22) / largest))
    let parts = try stride(from: 0, to: queries.shape[0], by: block).map { start in
      let range = start..<min(start + block, queries.shape[0])
      let part = try queries.slice(0, range).to(.float32, device: mean.device) - mean
      let lengths = try part.squared().sum(1, keep: true)
      let nearest = try members.map { own in
        let squares = try lengths + own.squares - part.times(own.points.transposed()) * 2
        return try (squares * own.weights).min(1).maximum(0).squareRoot()
      }
      return try Tensor.stacked(nearest, along: 1)
    }
    guard !parts.isEmpty else { return try Tensor.zeros([0, classes.count]) }
    return try Tensor.concatenated(parts, along: 0)
  }

  /// - Parameters:
  ///   - nearness: r, N × classes.
  ///   - walk: whether a random walk follows on the shares.
  /// - Returns: of the same shape; rows add up to 1.
  public func shares(_ nearness: Tensor, before walk: Bool) throws -> Tensor {
    try ((walk ? nearness / reach : nearness) * -6).softmax(1)
  }
}
