// E. Xing, A. Ng, M. Jordan, S. Russell, "Distance metric learning, with application to clustering
// with side-information", NIPS 2002. The problem is the paper's; the way to its optimum is ours.
internal import Parts
internal import Torch

/// The metric under which unlike points lie as far apart as they can while like ones stay together:
///
///     max_{M ⪰ 0}  Σ_{dissimilar} √(d_ijᵀ M d_ij)   with   Σ_{similar} d_ijᵀ M d_ij ≤ 1
///
/// In the frame where Σ_{similar} d dᵀ = I, with M = C Cᵀ and ‖C‖ = 1, the sum is convex in C, and so
/// above its tangent: C ← G C / ‖G C‖, G = Σ d dᵀ / ‖Cᵀd‖, never lowers it. The sum at the optimum
/// is at most the largest eigenvalue of G, which tells when to stop.
///
/// The paper's diagonal form is the same problem with a diagonal C, up to the scale of M.
public struct MMC: DrawnPairMetric {
  static let shortName = "MMC"
  static let mostPairs = Int.max

  public let isDiagonal: Bool
  public let pairs: Int?
  public let iterations: Int
  public let tolerance: Double
  public let seed: UInt64

  /// - Parameters:
  ///   - isDiagonal: whether M only weighs the features.
  ///   - pairs: drawn of each kind if classes are given; nil for 20 · classes², as metric-learn 0.7.
  ///   - iterations: at most.
  ///   - tolerance: share of the sum by which the optimum may lie above it.
  ///   - seed: of pairs that are drawn.
  public init(
    isDiagonal: Bool = false, pairs: Int? = nil, iterations: Int = 1000, tolerance: Double = 1e-6,
    seed: UInt64 = 0
  ) {
    self.isDiagonal = isDiagonal
    self.pairs = pairs
    self.iterations = iterations
    self.tolerance = tolerance
    self.seed = seed
  }

  public func fit(_ points: Points, pairs: PointPairs) throws -> FittedMap {
    let moments = try Moments(points)
    let near = try PointPairs.differences(pairs.similar, of: points)
    let far = try PointPairs.differences(pairs.dissimilar, of: points)
    var notes: [String] = []
    let frame = try frame(near, moments, notes: &notes)
    let gaps = try Self.withoutCopies(far.times(frame))
    var factor = try Tensor.identity(gaps.shape[1], type: .float64)
    factor = try factor / factor.squared().sum().squareRoot()
    for iteration in 0... {
      let (step, sum, bound) = try step(gaps, factor)
      if bound - sum <= tolerance * sum { break }
      if iteration == iterations {
        notes.append(
          "Stopped after \(iterations) iterations, the sum at most \((bound - sum) / sum) below its "
            + "optimum; allow more `iterations`.")
        break
      }
      factor = step
    }
    let (map, values) = try root(
      ofMetric: frame.times(factor.times(factor.transposed())).times(frame.transposed()), "MMC")
    return try FittedMap(map, centre: moments.mean, values: values, notes: notes)
  }

  /// The columns in which Σ_{similar} d dᵀ = I, d × r.
  private func frame(_ near: Tensor, _ moments: Moments, notes: inout [String]) throws -> Tensor {
    let scatter = try near.transposed().times(near)
    let name = "the scatter of similar pairs"
    guard isDiagonal else {
      let span = try Span(of: moments)
      return try span.basis.times(
        Invertible(span.inside(scatter), ridge: nil, name: name, notes: &notes).whitening())
    }
    let variances = try moments.scatter.diagonal().values(Double.self)
    let kept = variances.indices.filter { variances[$0] > 0 }
    try require(!kept.isEmpty, "All points are the same; a method needs points that differ.")
    let own = try scatter.diagonal().values(Double.self)
    let scales = try Invertible(
      Self.diagonal(kept.map { own[$0] }), ridge: nil, name: name, notes: &notes
    ).power(-0.5)
    let rows = try Tensor(kept.map { Int64($0) }).oneHot(own.count).to(.float64)
    return try rows.transposed().times(scales)
  }

  private static func diagonal(_ values: [Double]) throws -> Tensor {
    try Tensor.identity(values.count, type: .float64) * Tensor(values, shape: [values.count, 1])
  }

  /// Pairs of copies stay together under any metric.
  private static func withoutCopies(_ gaps: Tensor) throws -> Tensor {
    let rows = try gaps.norm(1).greater(0).nonzero().reshaped([-1])
    try require(
      rows.count > 0, "All dissimilar pairs are copies of one point; no metric can part them.")
    return try gaps.selecting(rows, along: 0)
  }

  /// The next C, the sum at this one, and a bound on the optimum's.
  private func step(_ gaps: Tensor, _ factor: Tensor) throws -> (
    next: Tensor, sum: Double, bound: Double
  ) {
    let lengths = try gaps.times(factor).norm(1, keep: true).maximum(1e-300)
    var gain = try gaps.transposed().times(gaps / lengths)
    if isDiagonal { gain = try gain * Tensor.identity(gain.shape[0], type: .float64) }
    let bound = try gain.symmetricEigen().values.values(Double.self).last ?? 0
    let next = try gain.times(factor)
    return (try next / next.squared().sum().squareRoot(), try lengths.sum().item(), bound)
  }
}

extension MMC {
  static let kind = MetricKind(
    "mmc", title: "Mahalanobis metric for clustering",
    "Unlike points as far apart as can be, like ones together.", paper: "Xing et al. 2002",
    trait: .classesOrPairs,
    options: [
      .flag("diagonal", false, "Whether the metric only weighs the features."),
      .pairs("20 · classes²"), .iterations(1000),
      .tolerance(1e-6, "Share of the sum by which the optimum may lie above."),
      .seed,
    ],
    cost: "Iterations × (pairs × features² + features³); points are only drawn from.",
    refusal: "Points of one class; classes of one point only."
  ) {
    MMC(
      isDiagonal: $0.flag("diagonal"), pairs: $0.optionalWhole("pairs"),
      iterations: $0.whole("iterations"), tolerance: $0.number("tolerance"), seed: $0.seed)
  }
}
