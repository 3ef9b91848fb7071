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
    var layout = Layout(
      start: try inferring { try Self.start(points, seed) },
      affinities: Self.affinities(
        squares, count, perplexity: min(perplexity, Double(count - 1) / 3)))
    for iteration in 0..<iterations {
      layout.step(isEarly: iteration < min(250, iterations / 4 + iterations / 8))
    }
    let (x, y) = layout.centred
    self.points = Array(zip(x, y))
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

/// The picture while it is found: gradient descent with momentum and a gain a coordinate.
private struct Layout {
  private let count: Int
  private let affinities: [Double]
  private var places: [Double]
  private var velocities: [Double]
  private var gains: [Double]
  private let rate: Double

  init(start: [Double], affinities: [Double]) {
    count = start.count / 2
    self.affinities = affinities
    places = start
    velocities = Array(repeating: 0, count: start.count)
    gains = Array(repeating: 1, count: start.count)
    rate = max(50, Double(count) / 12)
  }

  /// - Parameter isEarly: whether affinities are exaggerated, so that clusters form.
  mutating func step(isEarly: Bool) {
    let gradient = gradient(exaggeration: isEarly ? 12 : 1)
    let momentum = isEarly ? 0.5 : 0.8
    for index in places.indices {
      let agrees = (gradient[index] > 0) == (velocities[index] > 0)
      gains[index] = max(0.01, agrees ? gains[index] * 0.8 : gains[index] + 0.2)
      velocities[index] = momentum * velocities[index] - rate * gains[index] * gradient[index]
      places[index] += velocities[index]
    }
  }

  /// 4 Σ_j (e p_ij − q_ij) (y_i − y_j) / (1 + ‖y_i − y_j‖²)
  private func gradient(exaggeration: Double) -> [Double] {
    var attraction = [Double](repeating: 0, count: 2 * count)
    var repulsion = attraction
    var sum = 0.0
    attraction.withUnsafeMutableBufferPointer { attraction in
      repulsion.withUnsafeMutableBufferPointer { repulsion in
        affinities.withUnsafeBufferPointer { p in
          places.withUnsafeBufferPointer { y in
            for i in 0..<count {
              let (xi, yi) = (y[2 * i], y[2 * i + 1])
              var (ax, ay, rx, ry, row) = (0.0, 0.0, 0.0, 0.0, 0.0)
              for j in 0..<count {
                let dx = xi - y[2 * j]
                let dy = yi - y[2 * j + 1]
                let near = 1 / (1 + dx * dx + dy * dy)
                let pull = p[i * count + j] * near
                let push = near * near
                row += near
                ax += pull * dx
                ay += pull * dy
                rx += push * dx
                ry += push * dy
              }
              sum += row - 1
              (attraction[2 * i], attraction[2 * i + 1]) = (ax, ay)
              (repulsion[2 * i], repulsion[2 * i + 1]) = (rx, ry)
            }
          }
        }
      }
    }
    return zip(attraction, repulsion).map { 4 * (exaggeration * $0 - $1 / sum) }
  }

  var divergence: Double {
    var (sum, weighted) = (0.0, 0.0)
    for i in 0..<count {
      for j in 0..<count where i != j {
        let near = nearness(i, j)
        sum += near
        let p = affinities[i * count + j]
        weighted += p * log(p / near)
      }
    }
    return weighted + log(sum)
  }

  private func nearness(_ i: Int, _ j: Int) -> Double {
    let (dx, dy) = (places[2 * i] - places[2 * j], places[2 * i + 1] - places[2 * j + 1])
    return 1 / (1 + dx * dx + dy * dy)
  }

  var centred: ([Double], [Double]) {
    let x = (0..<count).map { places[2 * $0] }
    let y = (0..<count).map { places[2 * $0 + 1] }
    let (mx, my) = (x.reduce(0, +) / Double(count), y.reduce(0, +) / Double(count))
    return (x.map { $0 - mx }, y.map { $0 - my })
  }
}
