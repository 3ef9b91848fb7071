// Van der Maaten and Hinton, "Visualizing data using t-SNE", JMLR 2008, exact, for samples of a
// thousand points. Chosen otherwise than there: the start is the two principal components (Kobak and
// Berens, Nature Communications 2019), and the first quarter exaggerates 12 times.
internal import Foundation
public import Torch

/// A picture of points in two dimensions that keeps near ones near.
public struct TSNE {
  /// x and y of each point; about their mean.
  public let points: [(x: Double, y: Double)]
  /// Kullback–Leibler divergence of the picture's neighbourhoods from those of the points.
  public let divergence: Double

  /// - Parameters:
  ///   - embeddings: N × k, finite; time and memory grow with N².
  ///   - perplexity: about how many neighbours a point has; less if there are few points.
  ///   - iterations: steps of gradient descent.
  ///   - seed: of a jitter that parts coinciding points.
  public init(
    _ embeddings: Tensor, perplexity: Double = 30, iterations: Int = 500, seed: UInt64
  ) throws {
    try require(
      embeddings.rank == 2 && embeddings.shape.allSatisfy { $0 > 0 },
      "t-SNE needs points N × k with both above 0, not of shape \(embeddings.shape)")
    try require(perplexity > 0, "the perplexity must be above 0, not \(perplexity)")
    let count = embeddings.shape[0]
    let points = try embeddings.detached().to(.float64, device: .cpu)
    try require(
      try points.isFinite().all().to(.float64).item() > 0, "t-SNE needs points without NaN")
    guard count > 3 else {
      self.points = (0..<count).map { (Double($0), 0) }
      divergence = 0
      return
    }
    let squares = try inferring {
      try points.pairwiseDistances(to: points).squared().values(Double.self)
    }
    var layout = TSNELayout(
      start: try inferring { try Self.start(points, seed) },
      affinities: Self.affinities(
        squares, count, perplexity: min(perplexity, Double(count - 1) / 3)))
    for iteration in 0..<iterations {
      layout.step(isEarly: iteration < min(250, iterations / 4 + iterations / 8))
    }
    self.points = layout.centred
    divergence = layout.divergence
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
  private static func affinities(_ squares: [Double], _ count: Int, perplexity: Double) -> [Double]
  {
    var rows = [Double](repeating: 0, count: count * count)
    let wanted = log(perplexity)
    // A row begins with what the row before it found.
    var precision = 0.0
    for i in 0..<count {
      let own = (i * count)..<((i + 1) * count)
      let least = own.reduce(Double.infinity) { $1 - i * count == i ? $0 : min($0, squares[$1]) }
      var (low, high) = (0.0, Double.infinity)
      if precision == 0 || !precision.isFinite {
        let mean = squares[own].reduce(0, +) / Double(count - 1)
        precision = mean > 0 ? 1 / mean : 1
      }
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
