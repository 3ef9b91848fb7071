internal import Foundation

/// A picture of t-SNE while it is found: gradient descent with momentum and a gain a coordinate.
///
/// Pairs are looked at eight at a time, in single precision, which a picture does not show; the order
/// of every sum is fixed.
struct TSNELayout {
  private typealias Eight = SIMD8<Float>

  private let count: Int
  /// N × N in rows padded with 0 to whole eights.
  private let affinities: [Eight]
  /// Eights in a row.
  private let eights: Int
  private var x, y: Axis
  private let rate: Float

  /// One coordinate of every point.
  private struct Axis {
    var places: [Float]
    var velocities: [Float]
    var gains: [Float]

    init(_ places: [Float]) {
      self.places = places
      velocities = Array(repeating: 0, count: places.count)
      gains = Array(repeating: 1, count: places.count)
    }

    mutating func step(_ gradient: [Float], momentum: Float, rate: Float) {
      for index in places.indices {
        let agrees = (gradient[index] > 0) == (velocities[index] > 0)
        gains[index] = max(0.01, agrees ? gains[index] * 0.8 : gains[index] + 0.2)
        velocities[index] = momentum * velocities[index] - rate * gains[index] * gradient[index]
        places[index] += velocities[index]
      }
    }

    /// Padded with a place so far away that it is near no point.
    var eights: [Eight] {
      stride(from: 0, to: places.count, by: 8).map { first in
        var eight = Eight(repeating: 1e15)
        for lane in 0..<min(8, places.count - first) { eight[lane] = places[first + lane] }
        return eight
      }
    }

    var centred: [Double] {
      let mean = places.reduce(0) { $0 + Double($1) } / Double(places.count)
      return places.map { Double($0) - mean }
    }
  }

  /// - Parameters:
  ///   - start: x and y of each point in turn.
  ///   - affinities: p_ij, N × N.
  init(start: [Double], affinities: [Double]) {
    let count = start.count / 2
    self.count = count
    let eights = (count + 7) / 8
    self.eights = eights
    self.affinities = (0..<count * eights).map { index in
      let (row, first) = (index / eights, index % eights * 8)
      var eight = Eight(repeating: 0)
      for lane in 0..<min(8, count - first) {
        eight[lane] = Float(affinities[row * count + first + lane])
      }
      return eight
    }
    x = Axis((0..<count).map { Float(start[2 * $0]) })
    y = Axis((0..<count).map { Float(start[2 * $0 + 1]) })
    rate = max(50, Float(count) / 12)
  }

  /// - Parameter isEarly: whether affinities are exaggerated, so that clusters form.
  mutating func step(isEarly: Bool) {
    let gradient = gradient(exaggeration: isEarly ? 12 : 1)
    let momentum: Float = isEarly ? 0.5 : 0.8
    x.step(gradient.x, momentum: momentum, rate: rate)
    y.step(gradient.y, momentum: momentum, rate: rate)
  }

  /// 4 Σ_j (e p_ij − q_ij) (y_i − y_j) / (1 + ‖y_i − y_j‖²)
  private func gradient(exaggeration: Float) -> (x: [Float], y: [Float]) {
    var (pull, push) = (x.places.map { _ in SIMD2<Float>() }, x.places.map { _ in SIMD2<Float>() })
    var sum = 0.0
    let (xs, ys) = (x.eights, y.eights)
    xs.withUnsafeBufferPointer { xs in
      ys.withUnsafeBufferPointer { ys in
        affinities.withUnsafeBufferPointer { p in
          for i in 0..<count {
            let (xi, yi) = (Eight(repeating: x.places[i]), Eight(repeating: y.places[i]))
            var (ax, ay, rx, ry, row) = (Eight(), Eight(), Eight(), Eight(), Eight())
            for j in 0..<eights {
              let (dx, dy) = (xi - xs[j], yi - ys[j])
              let near = 1 / (1 + dx * dx + dy * dy)
              let attraction = p[i * eights + j] * near
              let repulsion = near * near
              row += near
              ax += attraction * dx
              ay += attraction * dy
              rx += repulsion * dx
              ry += repulsion * dy
            }
            // Without the point itself.
            sum += Double(row.sum()) - 1
            pull[i] = SIMD2(ax.sum(), ay.sum())
            push[i] = SIMD2(rx.sum(), ry.sum())
          }
        }
      }
    }
    let gradient = zip(pull, push).map { 4 * (exaggeration * $0 - $1 / Float(sum)) }
    return (gradient.map(\.x), gradient.map(\.y))
  }

  /// Kullback–Leibler divergence of the picture's neighbourhoods from those of the points.
  var divergence: Double {
    var (sum, weighted) = (0.0, 0.0)
    for i in 0..<count {
      for j in 0..<count where i != j {
        let dx = Double(x.places[i] - x.places[j])
        let dy = Double(y.places[i] - y.places[j])
        let near = 1 / (1 + dx * dx + dy * dy)
        sum += near
        let p = Double(affinities[i * eights + j / 8][j % 8])
        weighted += p * log(p / near)
      }
    }
    return weighted + log(sum)
  }

  /// x and y of each point about their mean.
  var centred: [(x: Double, y: Double)] { Array(zip(x.centred, y.centred)) }
}
