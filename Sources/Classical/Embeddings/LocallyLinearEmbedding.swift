// S. Roweis, L. Saul, "Nonlinear dimensionality reduction by locally linear embedding", Science 290,
// 2000. Defaults as `LocallyLinearEmbedding` of scikit-learn 1.9, which scales to Yᵀ Y = I.
internal import Parts
internal import Torch

/// Locally linear embedding: coordinates in which each point is the same weighted mean of its k
/// nearest as among the features.
///
///     min Σ_i ‖x_i − Σ_j w_ij x_j‖²,  Σ_j w_ij = 1:   (G + reg · tr G · I) w ∝ 1,  G_jl = (x_j − x_i)·(x_l − x_i)
///     min Σ_i ‖y_i − Σ_j w_ij y_j‖²,  Yᵀ Y / n = I:   eigenvectors 2, 3, … of (I − W)ᵀ(I − W)
///
/// A new point takes the weights of its k nearest among the points learned from.
public struct LocallyLinearEmbedding: SampledEmbedding {
  public let components: Int
  public let neighbours: Int
  public let regularisation: Double
  public let most: Int
  public let seed: UInt64

  /// - Parameters:
  ///   - components: from 1.
  ///   - neighbours: k.
  ///   - regularisation: reg, above 0.
  ///   - most: points learned from; a sample of so many if there are more.
  ///   - seed: of the sample.
  public init(
    components: Int = 2, neighbours: Int = 5, regularisation: Double = 1e-3, most: Int = 2000,
    seed: UInt64 = 0
  ) throws {
    try require(
      regularisation > 0, "The regularisation must be above 0, not \(regularisation).")
    self.components = components
    self.neighbours = neighbours
    self.regularisation = regularisation
    self.most = most
    self.seed = seed
  }

  func embed(_ points: Points) throws -> FittedEmbedding {
    let graph = try NeighbourGraph(of: points, neighbours: neighbours)
    try graph.requireOnePart("Locally linear embedding", neighbours: neighbours)
    let kept = try componentsToKeep(components, of: points.count - 1) {
      "\(points.count) points have at most \(points.count - 1)."
    }
    let rows = try weights(
      of: points.matrix, among: points, Neighbours(of: points, count: neighbours))
    let rest = try Tensor.identity(points.count, type: .float64) - rows
    let (values, vectors) = try rest.transposed().times(rest).symmetricEigen()
    let coordinates =
      try vectors.slice(1, 1..<(kept + 1)).contiguous().withColumnsSigned()
      * Double(points.count).squareRoot()
    return try FittedEmbedding(
      coordinates, of: points, values: Array(values.values(Double.self)[1...kept])
    ) {
      try weights(of: $0, among: points, Neighbours(of: $0, among: points, count: neighbours))
        .times(coordinates)
    }
  }

  /// W, queries × points; a row adds up to 1 and is 0 but at the neighbours.
  private func weights(of queries: Tensor, among points: Points, _ near: Neighbours) throws
    -> Tensor
  {
    let count = queries.shape[0]
    let places = try Tensor(near.rows.flatMap { $0.map { Int64($0) } })
    let gaps =
      try points.matrix.selecting(places, along: 0).reshaped([count, neighbours, points.width])
      - queries.unsqueezed(1)
    let products = try gaps.times(gaps.permuted([0, 2, 1]))
    let traces = try products.diagonal().sum(1).reshaped([count, 1, 1])
    // Of copies alone, all weigh alike.
    let added = try (traces * regularisation)
      .selected(where: traces.greater(0), else: Tensor.full(1, shape: traces.shape, type: .float64))
    let ones = try Tensor.full(1, shape: [count, neighbours, 1], type: .float64)
    let found = try (products + Tensor.identity(neighbours, type: .float64) * added).solve(ones)
      .squeezed(2)
    let scaled = try (found / found.sum(1, keep: true)).values(Double.self)
    var dense = [Double](repeating: 0, count: count * points.count)
    for (query, rows) in near.rows.enumerated() {
      for (place, row) in rows.enumerated() {
        dense[query * points.count + row] = scaled[query * neighbours + place]
      }
    }
    return try Tensor(dense, shape: [count, points.count])
  }
}

extension LocallyLinearEmbedding {
  static let kind = EmbeddingKind(
    "lle", title: "locally linear embedding", "Each point keeps its place among its neighbours.",
    paper: "Roweis and Saul 2000", trait: .extended,
    components: .init(2, most: .points),
    options: [
      .neighbours(5),
      .number(
        "regularisation", 1e-3, in: 1e-15...1,
        "Share of the trace added where neighbours outnumber features."),
      .sample(2000), .seed,
    ],
    cost: "Eigenvectors of all points; a sample above `points`.",
    refusal: "Points that fall into parts; more neighbours than there are points."
  ) {
    try LocallyLinearEmbedding(
      components: $0.whole("components"), neighbours: $0.whole("neighbours"),
      regularisation: $0.number("regularisation"), most: $0.whole("points"), seed: $0.seed)
  }
}
