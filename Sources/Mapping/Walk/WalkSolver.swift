internal import CPixels

/// Solves (L + Γ) x = Γ p for all classes at once by conjugate gradients (Shewchuk 1994), each step
/// directed by a multigrid cycle; see `WalkLevel`.
///
/// All classes share the length of every step and one rule of stopping: what is added to a pixel's
/// probabilities adds up to 0, and they go on adding up to 1. Rows of pixels are summed in a fixed
/// order, so that the number of threads changes nothing.
package struct WalkSolver {
  private let ground: WalkGround

  package init(_ ground: WalkGround) {
    self.ground = ground
  }

  /// What was found, and how well.
  package struct Solution {
    /// rows × columns × classes; fixed pixels keep theirs.
    package var values: [Float]
    /// The largest change of any value by the last step. The error is at most some five times that,
    /// as measured.
    package var change: Float
    /// Steps that were made.
    package var steps: Int
  }

  /// No probability is off by more.
  package static let tolerance: Float = 0.01

  /// - Parameters:
  ///   - tolerance: it ends with the step that changes no value by more than a tenth of it.
  ///   - limit: steps at most, whatever the error.
  package func solve(tolerance: Float = Self.tolerance, limit: Int = 200) -> Solution {
    let (classes, pixels) = (ground.classes, ground.rows * ground.columns)
    let width = (classes + 7) / 8 * 8
    // Pixels with a value that are not fixed, which are what is looked for.
    var rows = [Int32](repeating: -1, count: pixels)
    var count = 0
    for pixel in 0..<pixels where ground.fixed[pixel] == 0 && ground.rates[pixel] > 0 {
      rows[pixel] = Int32(count)
      count += 1
    }
    guard count > 0 else { return Solution(values: ground.start, change: 0, steps: 0) }
    let level = WalkLevel(WalkGraph(ground, rows: rows, count: count), width: width)
    let vector = { WalkNumbers<Float>(count * width) }
    let (x, residual, direction, image, z) = (vector(), vector(), vector(), vector(), vector())
    facet_walk_take(pixels, rows, classes, ground.start, nil, width, x.base)
    // Γ p, and what comes from fixed pixels, in z for the moment.
    facet_walk_take(pixels, rows, classes, ground.priors, ground.rates, width, z.base)
    facet_walk_border(
      ground.steps, ground.rows, ground.columns, rows, ground.fixed, classes, ground.start, width,
      z.base)
    level.residual(x, z, to: residual)
    var (power, length, change, steps) = (0.0, 0.0, Double.infinity, 0)
    while steps < limit {
      level.cycle(residual, to: z)
      steps += 1
      change = level.largest(z)
      guard change > Double(tolerance) / 10 else {
        level.add(1, z, to: x)
        break
      }
      // The flexible form: a cycle is not quite the same map each time (Notay 2000).
      let turn = power > 0 ? -length * level.dot(z, image) / power : 0
      power = level.dot(z, residual)
      level.turn(direction, turn, z)
      let bend = level.apply(direction, to: image)
      guard power > 0, bend > 0 else { break }
      length = power / bend
      level.add(length, direction, to: x)
      level.add(-length, image, to: residual)
    }
    var values = ground.start
    facet_walk_put(pixels, rows, classes, x.base, width, ground.areShares ? 1 : 0, &values)
    return Solution(values: values, change: Float(change), steps: steps)
  }
}
