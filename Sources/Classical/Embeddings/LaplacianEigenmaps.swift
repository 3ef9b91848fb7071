// M. Belkin, P. Niyogi, "Laplacian eigenmaps for dimensionality reduction and data representation",
// Neural Computation 15, 2003. `SpectralEmbedding` of scikit-learn 1.9 has a tenth of the points as
// neighbours, counts a point among its own, and averages both directions.
internal import Parts
internal import Torch

/// Laplacian eigenmaps: coordinates in which neighbours are near.
///
///     W_ij = 1, or exp(−‖x_i − x_j‖² / t), if i is among the k nearest of j, or j of i; else 0
///     L f = λ D f,  fᵀ D f = 1,  D = diag(W1), L = D − W        eigenvectors 2, 3, …
///
/// `isNormalised` false takes L f = λ f, fᵀf = 1. A new point joins its k nearest (Y. Bengio et al.,
/// "Out-of-sample extensions", NIPS 2003):
///
///     f(x) = Σ_j w(x, x_j) f_j / ((1 − λ) Σ_j w(x, x_j))
public struct LaplacianEigenmaps: SampledEmbedding {
  public enum Weights: String, CaseIterable, Sendable { case ones, heat }

  public let components: Int
  public let neighbours: Int?
  public let weights: Weights
  public let width: Double?
  public let isNormalised: Bool
  public let most: Int
  public let seed: UInt64

  /// - Parameters:
  ///   - components: from 1.
  ///   - neighbours: k; nil for a tenth of the points, or 5 if that is more.
  ///   - weights: of the graph's edges.
  ///   - width: t of `heat`, in the points' units squared; nil for the mean of the edges' squares.
  ///   - isNormalised: whether the Laplacian is divided by the points' degrees.
  ///   - most: points learned from; a sample of so many if there are more.
  ///   - seed: of the sample.
  public init(
    components: Int = 2, neighbours: Int? = nil, weights: Weights = .ones, width: Double? = nil,
    isNormalised: Bool = true, most: Int = 2000, seed: UInt64 = 0
  ) throws {
    if let width {
      try require(width > 0, "The heat kernel's width must be above 0, not \(width).")
    }
    self.components = components
    self.neighbours = neighbours
    self.weights = weights
    self.width = width
    self.isNormalised = isNormalised
    self.most = most
    self.seed = seed
  }

  func embed(_ points: Points) throws -> FittedEmbedding {
    let k = neighbours ?? max(min(5, points.count - 1), points.count / 10)
    let graph = try NeighbourGraph(of: points, neighbours: k)
    try graph.requireOnePart("The Laplacian", neighbours: k)
    let kept = try componentsToKeep(components, of: points.count - 1) {
      "\(points.count) points have at most \(points.count - 1)."
    }
    let t = width ?? graph.meanSquare
    let joined = try weights == .ones ? graph.ones() : graph.heat(width: t)
    let degrees = try joined.sum(1, keep: true)
    let laplacian = try Tensor.identity(points.count, type: .float64) * degrees - joined
    let scale =
      try isNormalised
      ? degrees.power(-0.5)
      : Tensor.full(
        1, shape: degrees.shape, type: .float64)
    let (found, vectors) = try (laplacian * scale * scale.transposed()).symmetricEigen()
    let values = Array(try found.values(Double.self)[1..<(kept + 1)])
    let coordinates = try (vectors.slice(1, 1..<(kept + 1)) * scale).contiguous()
      .withColumnsSigned()
    guard isNormalised else {
      return try FittedEmbedding(
        coordinates,
        newPoints: .refused(
          because: "The Laplacian has a rule for new points only if it is normalised; leave "
            + "`normalised` on, or embed all points at once."),
        values: values)
    }
    let shares = try Tensor(values.map { 1 - $0 }, shape: [1, kept])
    return try FittedEmbedding(coordinates, of: points, values: values) {
      let near = try Neighbours(of: $0, among: points, count: k)
      let rows = try Tensor(near.rows.flatMap { $0.map { Int64($0) } })
      let lengths = try Tensor(near.distances.flatMap { $0 }, shape: [near.rows.count, k, 1])
      let own = try weights == .ones ? lengths * 0 + 1 : (-lengths.squared() / .scalar(t)).exp()
      let mean =
        try (coordinates.selecting(rows, along: 0).reshaped([near.rows.count, k, kept]) * own).sum(
          1)
        / own.sum(1)
      return try mean / shares
    }
  }
}

extension LaplacianEigenmaps {
  static let kind = EmbeddingKind(
    "laplacian", title: "Laplacian eigenmaps", "Coordinates in which neighbours are near.",
    paper: "Belkin and Niyogi 2003", trait: .extended,
    components: .init(2, most: .points),
    options: [
      .neighbours(nil, "Nearest points of each; default a tenth of the points, at least 5."),
      .choice("weights", Weights.ones, "Of points that are joined."),
      .number(
        "width", nil, in: 0...1e300,
        "Squared distance at which `heat` falls to 1/e; default the neighbours' mean."),
      .flag("normalised", true, "Whether points count by their neighbours."),
      .sample(2000), .seed,
    ],
    cost: "Eigenvectors of all points; a sample above `points`.",
    refusal: "Points that fall into parts; more neighbours than there are points."
  ) {
    try LaplacianEigenmaps(
      components: $0.whole("components"), neighbours: $0.optionalWhole("neighbours"),
      weights: $0.choice("weights"), width: $0.optionalNumber("width"),
      isNormalised: $0.flag("normalised"), most: $0.whole("points"), seed: $0.seed)
  }
}
