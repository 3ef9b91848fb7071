// L. van der Maaten, G. Hinton, "Visualizing data using t-SNE", JMLR 9, 2008, exact, for samples of a
// thousand points. Chosen otherwise than there: the start is the two principal components (Kobak and
// Berens, Nature Communications 2019), and the first quarter exaggerates 12 times.
internal import Foundation
internal import Parts
package import Torch

/// A picture of points in two dimensions that keeps near ones near: with p_ij the affinities of the
/// points, Gaussian, and q_ij those of their places, in proportion to 1 / (1 + ‖y_i − y_j‖²),
///
///     min Σ_ij p_ij log(p_ij / q_ij)
///
/// There is no rule for new points.
public struct TSNE: Embedding {
  /// About how many neighbours a point has; less if there are few points.
  public let perplexity: Double
  public let iterations: Int
  /// Points, which have no places if there are more.
  public let most: Int
  /// Of a jitter that parts coinciding points.
  public let seed: UInt64

  public init(
    perplexity: Double = 30, iterations: Int = 500, most: Int = 2000, seed: UInt64 = 0
  ) throws {
    try require(perplexity > 0, "The perplexity must be above 0, not \(perplexity).")
    self.perplexity = perplexity
    self.iterations = iterations
    self.most = most
    self.seed = seed
  }

  public func fit(_ points: Points) throws -> FittedEmbedding {
    try require(
      points.count <= most,
      "t-SNE compares all pairs of at most \(most) points and has no rule for others; got "
        + "\(points.count). Give a sample, or raise `points`.")
    let (places, divergence) = try layout(points)
    return try FittedEmbedding(
      places,
      newPoints: .refused(
        because: "t-SNE has no rule for points that it was not learned from; embed all points at "
          + "once, or take `mds`."),
      notes: ["The divergence is \((divergence * 1e4).rounded() / 1e4)."])
  }

  /// - Returns: N × 2, about their mean; and the Kullback–Leibler divergence of their neighbourhoods
  ///   from those of the points.
  package func layout(_ points: Points) throws -> (places: Tensor, divergence: Double) {
    guard points.count > 3 else {
      let line = (0..<2 * points.count).map { $0 % 2 == 0 ? Double($0 / 2) : 0 }
      return (try Tensor(line, shape: [points.count, 2]), 0)
    }
    var layout = TSNELayout(
      start: try Self.start(points.matrix, seed),
      affinities: try Self.affinities(
        points, perplexity: min(perplexity, Double(points.count - 1) / 3)))
    for iteration in 0..<iterations {
      layout.step(isEarly: iteration < min(250, iterations / 4 + iterations / 8))
    }
    let places = layout.centred.flatMap { [$0.x, $0.y] }
    return (try Tensor(places, shape: [points.count, 2]), layout.divergence)
  }

  /// The first two principal components, the first with a deviation of 1e-4, slightly jittered.
  private static func start(_ points: Tensor, _ seed: UInt64) throws -> [Double] {
    let (count, width) = (points.shape[0], points.shape[1])
    let centred = try points - points.mean(0, keep: true)
    let axes = try centred.transposed().times(centred).symmetricEigen().vectors
    // Eigenvalues ascend: the last two columns are the largest.
    let wanted = min(2, width)
    let scores = try centred.times(axes.slice(1, (width - wanted)..<width).contiguous())
      .values(Double.self)
    var start = [Double](repeating: 0, count: 2 * count)
    for point in 0..<count {
      for axis in 0..<wanted {
        start[2 * point + axis] = scores[point * wanted + wanted - 1 - axis]
      }
    }
    let first = stride(from: 0, to: 2 * count, by: 2).reduce(0) { $0 + start[$1] * start[$1] }
    let scale = 1e-4 / max((first / Double(count)).squareRoot(), 1e-12)
    let noise = try RandomGenerator(seed: seed).uniform([start.count], type: .float64)
      .values(Double.self)
    return zip(start, noise).map { $0 * scale + (2 * $1 - 1) * 1e-6 }
  }

  /// Symmetric affinities p_ij, N × N, that sum to 1: Gaussians as wide as the perplexity asks.
  package static func affinities(_ points: Points, perplexity: Double) throws -> [Double] {
    let (centred, _) = try points.centred()
    let squares = try squaredDistances(centred, centred).values(Double.self)
    let count = points.count
    var rows = [Double](repeating: 0, count: count * count)
    let wanted = log(perplexity)
    for i in 0..<count {
      let own = (i * count)..<((i + 1) * count)
      let least = own.reduce(Double.infinity) { $1 - i * count == i ? $0 : min($0, squares[$1]) }
      let mean = squares[own].reduce(0, +) / Double(count - 1)
      var (low, high) = (0.0, Double.infinity)
      var precision = mean > 0 ? 1 / mean : 1
      for _ in 0..<50 {
        var (sum, weighted) = (0.0, 0.0)
        for j in own where j - i * count != i {
          let excess = squares[j] - least
          let p = exp(-precision * excess)
          rows[j] = p
          sum += p
          weighted += p * excess
        }
        // Entropy of the row, in nats.
        let entropy = log(sum) + precision * weighted / sum
        for j in own { rows[j] /= sum }
        if abs(entropy - wanted) < 1e-5 { break }
        if entropy > wanted {
          low = precision
          precision = high.isFinite ? (low + high) / 2 : precision * 2
        } else {
          high = precision
          precision = (low + high) / 2
        }
      }
    }
    var symmetric = [Double](repeating: 0, count: count * count)
    for i in 0..<count {
      for j in 0..<count where i != j {
        symmetric[i * count + j] = max(
          (rows[i * count + j] + rows[j * count + i]) / Double(2 * count), 1e-12)
      }
    }
    return symmetric
  }
}

extension TSNE {
  /// In registries.
  public static let name = "tsne"

  static let kind = EmbeddingKind(
    name, title: "t-distributed stochastic neighbour embedding",
    "Near points stay near; other distances mean little.",
    paper: "van der Maaten and Hinton 2008", trait: .refused,
    options: [
      .number("perplexity", 30, in: 0.1...1e6, "About how many neighbours a point has."),
      .iterations(500),
      .whole("points", 2000, "Points at most; there is no rule for others."), .seed,
    ],
    cost: "Iterations × all pairs of points.", refusal: "More points than `points`."
  ) {
    try TSNE(
      perplexity: $0.number("perplexity"), iterations: $0.whole("iterations"),
      most: $0.whole("points"), seed: $0.seed)
  }
}
