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
  /// The search among each class's points, whose distances are divided by their scales.
  private let members: [NearestNeighbours]
  /// Of each class: what its distances are divided by before a random walk.
  private let reach: Tensor

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
    let rows = Dictionary(grouping: labels.indices) { labels[$0] }.sorted { $0.key < $1.key }
    members = try rows.map { label, rows in
      try NearestNeighbours(
        references: points.selecting(Tensor(rows.map { Int64($0) }).to(device), along: 0),
        labels: Array(repeating: label, count: rows.count), scale: rows.map { scale[$0] })
    }
    classes = rows.map(\.key)
    reach = try Tensor(rows.map { added.contains($0.key) ? 2 : 1 } as [Float]).to(device)
  }

  /// - Parameter queries: N × k.
  /// - Returns: r, N × classes; NaN for a query with NaN.
  public func callAsFunction(_ queries: Tensor) throws -> Tensor {
    let nearest = try members.map { try $0.search(queries, count: 1).distances }
    let values = (0..<queries.shape[0]).flatMap { query in nearest.map { $0[query] } }
    return try Tensor(values, shape: [queries.shape[0], classes.count]).to(reach.device)
  }

  /// - Parameters:
  ///   - nearness: r, N × classes.
  ///   - walk: whether a random walk follows on the shares.
  /// - Returns: of the same shape; rows add up to 1.
  public func shares(_ nearness: Tensor, before walk: Bool) throws -> Tensor {
    try ((walk ? nearness / reach : nearness) * -6).softmax(1)
  }
}
