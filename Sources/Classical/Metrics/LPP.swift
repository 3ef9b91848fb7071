// X. He, P. Niyogi, "Locality preserving projections", NIPS 2003. The default of 5 neighbours as
// lpproj 0.1.
internal import Parts
internal import Torch

/// Locality preserving projections: directions along which neighbours stay near; the linear form of
/// Laplacian eigenmaps. It asks for no classes.
///
///     W_ij = exp(−‖x_i − x_j‖² / t) if i is among the k nearest of j, or j of i; else 0
///     Xᵀ L X a = λ Xᵀ D X a,  aᵀ Xᵀ D X a = 1,  D = diag(W1), L = D − W        λ ascending
///
/// The paper takes the points as they are, so that the result depends on where the origin lies; here
/// the mean is subtracted first unless `isCentred` is false.
public struct LPP: UnlabelledMetric {
  public let components: Int?
  public let neighbours: Int
  public let width: Double?
  public let isCentred: Bool
  /// Points learned from at most, and the seed of a sample.
  public let most: Int
  public let seed: UInt64

  /// - Parameters:
  ///   - components: nil for all.
  ///   - neighbours: k.
  ///   - width: t, in the points' units squared; nil for the mean ‖x_i − x_j‖² of those joined.
  ///   - isCentred: whether the points' mean is taken off first.
  ///   - most: points learned from; a sample of so many if there are more.
  ///   - seed: of the sample.
  public init(
    components: Int? = nil, neighbours: Int = 5, width: Double? = nil, isCentred: Bool = true,
    most: Int = 2000, seed: UInt64 = 0
  ) throws {
    if let width {
      try require(width > 0, "The heat kernel's width must be above 0, not \(width).")
    }
    self.components = components
    self.neighbours = neighbours
    self.width = width
    self.isCentred = isCentred
    self.most = most
    self.seed = seed
  }

  public func fit(_ all: Points) throws -> FittedMap {
    try require(most > 1, "At least 2 points are needed; `points` is \(most).")
    let isSample = all.count > most
    let points = try isSample ? all.sampled(most, seed: seed) : all
    var notes = isSample ? ["Learned from a sample of \(most) of \(all.count) points."] : []
    let graph = try NeighbourGraph(of: points, neighbours: neighbours)
    let weights = try graph.heat(width: width)
    let (centred, mean) = try points.centred()
    let x = isCentred ? centred : points.matrix
    let degrees = try weights.sum(1, keep: true)
    let scatter = try x.transposed().times(x)
    let span = try Span(scatter: scatter, mean: mean)
    if span.rank >= points.count - 1 {
      notes.append(
        "\(points.count) points in \(span.rank) directions: the map can place each point as it "
          + "likes. Reduce the features first, by pca.")
    }
    // The smallest λ of L are the largest of −L.
    let found = try GeneralisedEigen(
      -scatterOfPairs(x, weights: weights * 0.5), x.transposed().times(x * degrees), span: span,
      ridge: nil, name: "the scatter of the points", notes: &notes)
    let kept = try componentsToKeep(components, of: span.rank) {
      "the points vary in \(span.rank) directions."
    }
    return try FittedMap(
      found.rows.slice(0, 0..<kept).withRowsSigned(),
      centre: isCentred ? mean : .zeros(mean.shape, type: .float64),
      values: found.values.prefix(kept).map { -$0 }, notes: notes)
  }
}

extension LPP {
  static let kind = MetricKind(
    "lpp", title: "locality preserving projections",
    "Directions along which neighbours stay near.", paper: "He and Niyogi 2003", trait: .none,
    components: .init(most: .directions),
    options: [
      .neighbours(5),
      .number(
        "width", nil, in: 0...1e300,
        "Squared distance at which a weight falls to 1/e; default the neighbours' mean."),
      .flag("centred", true, "Whether the mean is subtracted first."),
      .sample(2000), .seed,
    ],
    cost: "All pairs of points; a sample above `points`.",
    refusal: "More neighbours than there are points."
  ) {
    try LPP(
      components: $0.optionalWhole("components"), neighbours: $0.whole("neighbours"),
      width: $0.optionalNumber("width"), isCentred: $0.flag("centred"), most: $0.whole("points"),
      seed: $0.seed)
  }
}
