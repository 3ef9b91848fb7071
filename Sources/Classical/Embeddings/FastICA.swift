// A. Hyvärinen, "Fast and robust fixed-point algorithms for independent component analysis", IEEE
// Transactions on Neural Networks 10, 1999: symmetric, g = tanh. Defaults as `FastICA` of
// scikit-learn 1.9.
internal import Parts
package import Torch

/// Independent component analysis: directions along which points are least Gaussian, of unit variance.
///
///     z = Λ^−½ Vᵀ(x − x̄), so that E[z zᵀ] = I (n in the denominator)
///     w_i ← E[z g(w_iᵀz)] − E[g′(w_iᵀz)] w_i,  g = tanh;  W ← (W Wᵀ)^−½ W        y = W z
///
/// until max_i | |w_i · w_i′| − 1 | < tolerance. Components have no order of their own: the one with
/// the largest entry comes first.
public struct FastICA: Embedding {
  public let components: Int?
  public let iterations: Int
  public let tolerance: Double
  /// Points learned from at most, and the seed of a sample and of the start.
  public let most: Int
  public let seed: UInt64

  /// - Parameters:
  ///   - components: nil for as many as the points vary in.
  ///   - iterations: at most.
  ///   - tolerance: how far from 1 the cosine of a direction with its former self is at the last step.
  ///   - most: points learned from; a sample of so many if there are more.
  ///   - seed: of the sample and of the start.
  public init(
    components: Int? = nil, iterations: Int = 200, tolerance: Double = 1e-4, most: Int = 100_000,
    seed: UInt64 = 0
  ) {
    self.components = components
    self.iterations = iterations
    self.tolerance = tolerance
    self.most = most
    self.seed = seed
  }

  public func fit(_ all: Points) throws -> FittedEmbedding {
    try fit(all, start: nil)
  }

  /// - Parameter start: W, k × k; nil to draw it.
  package func fit(_ all: Points, start: Tensor?) throws -> FittedEmbedding {
    try require(most > 1, "At least 2 points are needed; `points` is \(most).")
    let isSample = all.count > most
    let points = try isSample ? all.sampled(most, seed: seed) : all
    var notes = isSample ? ["Learned from a sample of \(most) of \(all.count) points."] : []
    let moments = try Moments(points)
    let axes = try PrincipalAxes(of: moments)
    let kept = try axes.kept(components)
    let shrink = Double(points.count - 1) / Double(points.count)
    let deviations = try Tensor(
      axes.variances.prefix(kept).map { ($0 * shrink).squareRoot() }, shape: [kept, 1])
    let whitening = try axes.rows.slice(0, 0..<kept) / deviations
    let z = try (points.matrix - moments.mean).times(whitening.transposed())
    let first = try start ?? RandomGenerator(seed: seed).normal([kept, kept], type: .float64)
    let (turn, hasConverged) = try turned(z, from: first)
    if !hasConverged {
      notes.append(
        "Stopped after \(iterations) iterations before it converged; allow more `iterations`.")
    }
    let rows = try turn.times(whitening).withRowsSigned()
    let order = try rows.max(1).sorted(along: 0, descending: true).indices
    return try FittedEmbedding(
      FittedMap(rows.selecting(order, along: 0), centre: moments.mean, notes: notes), of: all)
  }

  /// W, orthonormal.
  private func turned(_ z: Tensor, from start: Tensor) throws -> (Tensor, hasConverged: Bool) {
    var w = try Self.decorrelated(start)
    let scale = 1 / Double(z.shape[0])
    for _ in 0..<iterations {
      let g = try z.times(w.transposed()).tanh()
      let slopes = try (1 - g.squared()).mean(0, keep: true).transposed()
      let next = try Self.decorrelated(g.transposed().times(z) * scale - w * slopes)
      let change = try ((next * w).sum(1).magnitude() - 1).magnitude().max().item()
      w = next
      if change < tolerance { return (w, true) }
    }
    return (w, false)
  }

  /// (W Wᵀ)^−½ W = U Vᵀ, of W = U S Vᵀ.
  private static func decorrelated(_ w: Tensor) throws -> Tensor {
    let (left, _, right) = try w.singularVectors()
    return try left.times(right)
  }
}

extension FastICA {
  static let kind = EmbeddingKind(
    "ica", title: "independent component analysis",
    "Directions along which points are least Gaussian.", paper: "Hyvärinen 1999",
    trait: .linear,
    components: .init(most: .directions),
    options: [
      .iterations(200),
      .tolerance(1e-4, "Change of the directions at which it ends."), .sample(100_000), .seed,
    ],
    cost: "Iterations × points × components²; a sample above `points`.",
    refusal: "Points that are all the same."
  ) {
    FastICA(
      components: $0.optionalWhole("components"), iterations: $0.whole("iterations"),
      tolerance: $0.number("tolerance"), most: $0.whole("points"), seed: $0.seed)
  }
}
