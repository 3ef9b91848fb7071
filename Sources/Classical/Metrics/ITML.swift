// J. Davis, B. Kulis, P. Jain, S. Sra, I. Dhillon, "Information-theoretic metric learning", ICML
// 2007, algorithm 1. Defaults as `ITML_Supervised` of metric-learn 0.7, but for its bounds (it takes
// percentiles of distances and compares squared ones with them), the order of the pairs, and fewer
// passes and pairs.
internal import Foundation
internal import Parts
internal import Torch

/// Information-theoretic metric learning: the metric nearest to the Euclidean, by LogDet divergence,
/// that puts similar pairs within u and dissimilar ones beyond l, with slack γ.
///
///     min_{M ⪰ 0, ξ}  D_ld(M, I) + γ D_ld(diag ξ, diag ξ_0)
///     with  d_ij² ≤ ξ_ij for similar pairs,  d_ij² ≥ ξ_ij for dissimilar ones,  ξ_0 = u, l
///
/// Pair by pair, M is projected on its constraint (Bregman), until the multipliers λ rest:
/// |λ′ − λ|₁ / (|λ′| + |λ|) < tolerance.
public struct ITML: DrawnPairMetric {
  static let shortName = "ITML"
  static let mostPairs = 1000

  public let gamma: Double
  /// u and l, of squared distances; nil for the 5th and 95th percentile of those of all points, or of
  /// a sample of 1000.
  public let bounds: (similar: Double, dissimilar: Double)?
  public let pairs: Int?
  public let passes: Int
  public let tolerance: Double
  public let isShuffled: Bool
  public let seed: UInt64

  /// - Parameters:
  ///   - gamma: above 0; the larger, the more the bounds weigh.
  ///   - bounds: u and l, of squared distances; nil for percentiles of the points' own.
  ///   - pairs: drawn of each kind if classes are given; nil for 20 · classes², at most 1000.
  ///   - passes: over all pairs, at most.
  ///   - tolerance: change of the pairs' weights in a last pass, as a share of the weights.
  ///   - isShuffled: whether the pairs come in random order, another in each pass; false takes all
  ///     similar ones first, as metric-learn, and needs some twenty times as many passes (measured on
  ///     Indian Pines: 17 passes, and more than 300).
  ///   - seed: of pairs that are drawn, and of their order.
  public init(
    gamma: Double = 1, bounds: (similar: Double, dissimilar: Double)? = nil, pairs: Int? = nil,
    passes: Int = 30, tolerance: Double = 1e-3, isShuffled: Bool = true, seed: UInt64 = 0
  ) throws {
    try require(gamma > 0, "The slack γ must be above 0, not \(gamma).")
    try require(passes > 0, "At least 1 pass is needed; got \(passes).")
    if let bounds {
      try require(
        bounds.similar > 0 && bounds.similar < bounds.dissimilar,
        "The bounds must be above 0, that of similar pairs the smaller; got \(bounds.similar) and "
          + "\(bounds.dissimilar).")
    }
    self.gamma = gamma
    self.bounds = bounds
    self.pairs = pairs
    self.passes = passes
    self.tolerance = tolerance
    self.isShuffled = isShuffled
    self.seed = seed
  }

  public func fit(_ points: Points, pairs: PointPairs) throws -> FittedMap {
    let (upper, lower) = try bounds ?? percentiles(of: points)
    var metric = try Tensor.identity(points.width, type: .float64)
    let gaps = try Tensor.concatenated(
      [pairs.similar, pairs.dissimilar].map { try PointPairs.differences($0, of: points) },
      along: 0)
    let columns = try (0..<gaps.shape[0]).map {
      try gaps.slice(0, $0..<($0 + 1)).transposed().contiguous()
    }
    let signs = pairs.similar.map { _ in 1.0 } + pairs.dissimilar.map { _ in -1.0 }
    var slacks = pairs.similar.map { _ in upper } + pairs.dissimilar.map { _ in lower }
    var draws = try Draws(seed: seed)
    var order = Array(slacks.indices)
    var multipliers = [Double](repeating: 0, count: slacks.count)
    var notes: [String] = []
    for pass in 1... {
      let former = multipliers
      if isShuffled { order = try draws.shuffled(order) }
      for index in order {
        // M x, and x^T M x.
        let turned = try metric.times(columns[index])
        let square = try (turned * columns[index]).sum().item()
        // A pair of copies says nothing of a metric.
        guard square > 0 else { continue }
        let sign = signs[index]
        let step = min(
          multipliers[index],
          sign * gamma / (gamma + 1) * (1 / square - 1 / slacks[index]))
        // A pair that keeps its bound already, and did before.
        guard step != 0 else { continue }
        multipliers[index] -= step
        let scale = sign * step / (1 - sign * step * square)
        slacks[index] = 1 / (1 / slacks[index] + sign * step / gamma)
        metric = try metric + turned.times(turned.transposed()) * scale
      }
      let change = zip(former, multipliers).reduce(0) { $0 + abs($1.0 - $1.1) }
      let length =
        (former.reduce(0) { $0 + $1 * $1 }).squareRoot()
        + (multipliers.reduce(0) { $0 + $1 * $1 }).squareRoot()
      if length == 0 || change / length < tolerance { break }
      if pass == passes {
        notes.append("Stopped after \(passes) passes before it converged; allow more `passes`.")
        break
      }
    }
    let (map, values) = try root(ofMetric: metric, "ITML")
    return try FittedMap(
      map, centre: points.matrix.mean(0, keep: true), values: values, notes: notes)
  }

  private func percentiles(of points: Points) throws -> (similar: Double, dissimilar: Double) {
    let some = try points.count > 1000 ? points.sampled(1000, seed: seed) : points
    let all = try squaredDistances(some.matrix, some.matrix).values(Double.self)
    var squares: [Double] = []
    for row in 0..<some.count {
      squares += all[(row * some.count + row + 1)..<((row + 1) * some.count)]
    }
    squares.sort()
    func percentile(_ share: Double) -> Double {
      let place = share * Double(squares.count - 1)
      let below = Int(place)
      let above = min(below + 1, squares.count - 1)
      return squares[below] + (place - Double(below)) * (squares[above] - squares[below])
    }
    guard let most = squares.last, most > 0 else {
      throw ClassicalError("All points are the same; a method needs points that differ.")
    }
    // Copies of few points: bounds above 0 all the same.
    let least = squares.first { $0 > 0 } ?? most
    return (max(percentile(0.05), least), max(percentile(0.95), least))
  }
}

extension ITML {
  static let kind = MetricKind(
    "itml", title: "information-theoretic metric learning",
    "Nearest to Euclid's, with like pairs near and unlike ones far.", paper: "Davis et al. 2007",
    trait: .classesOrPairs,
    options: [
      .number("gamma", 1, in: 1e-12...1e12, "Slack γ: the larger, the more the bounds weigh."),
      .pairs("20 · classes², at most 1000"),
      .whole("passes", 30, "Passes over the pairs at most."),
      .tolerance(1e-3, "Change of the multipliers at which it ends."),
      .flag("shuffled", true, "Whether pairs come in random order, or all similar ones first."),
      .seed,
    ],
    cost: "Passes × pairs × features²; points are only drawn from.",
    refusal: "Points of one class; classes of one point only."
  ) {
    try ITML(
      gamma: $0.number("gamma"), pairs: $0.optionalWhole("pairs"), passes: $0.whole("passes"),
      tolerance: $0.number("tolerance"), isShuffled: $0.flag("shuffled"), seed: $0.seed)
  }
}
