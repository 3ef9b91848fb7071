// J. Tenenbaum, V. de Silva, J. Langford, "A global geometric framework for nonlinear dimensionality
// reduction", Science 290, 2000. Defaults and rule for new points as `Isomap` of scikit-learn 1.9,
// which joins the parts of a graph that falls apart; here that is an error.
internal import Parts
internal import Torch

/// Isomap: classical scaling of distances along the points' surface, the shortest paths over a graph
/// of neighbours.
///
/// A new point's paths go through its k nearest: d(x, j) = min_i ‖x − x_i‖ + d_ij.
public struct Isomap: SampledEmbedding {
  public let components: Int
  public let neighbours: Int
  public let most: Int
  public let seed: UInt64

  public init(components: Int = 2, neighbours: Int = 5, most: Int = 2000, seed: UInt64 = 0) {
    self.components = components
    self.neighbours = neighbours
    self.most = most
    self.seed = seed
  }

  func embed(_ points: Points) throws -> FittedEmbedding {
    let graph = try NeighbourGraph(of: points, neighbours: neighbours)
    try graph.requireOnePart("Isomap", neighbours: neighbours)
    let paths = try shortestPaths(graph)
    let found = try PrincipalCoordinates(paths.squared() * -0.5, components: components)
    return try FittedEmbedding(found.coordinates, of: points, values: found.values) {
      let near = try Neighbours(of: $0, among: points, count: neighbours)
      var lengths = try Tensor.full(.infinity, shape: [$0.shape[0], points.count], type: .float64)
      for place in 0..<neighbours {
        let rows = try Tensor(near.rows.map { Int64($0[place]) })
        let first = try Tensor(near.distances.map { $0[place] }, shape: [near.rows.count, 1])
        lengths = try lengths.minimum(paths.selecting(rows, along: 0) + first)
      }
      return try found.place(lengths.squared() * -0.5)
    }
  }
}

extension Isomap {
  static let kind = EmbeddingKind(
    "isomap", title: "Isomap", "Scaling of distances along the points' surface.",
    paper: "Tenenbaum et al. 2000", trait: .extended,
    components: .init(2, most: .points), options: [.neighbours(5), .sample(2000), .seed],
    cost: "Shortest paths of all pairs and eigenvectors; a sample above `points`.",
    refusal: "Points that fall into parts; more neighbours than there are points."
  ) {
    Isomap(
      components: $0.whole("components"), neighbours: $0.whole("neighbours"),
      most: $0.whole("points"), seed: $0.seed)
  }
}
