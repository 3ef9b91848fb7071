internal import CPixels
internal import Scenes

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
    package var ending: WalkEnding
  }

  /// No probability is off by more.
  package static let tolerance: Float = 0.01

  /// - Parameters:
  ///   - tolerance: it ends when this and later steps change no value by more than a tenth of it.
  ///   - limit: steps at most, whatever the error.
  package func solve(tolerance: Float = Self.tolerance, limit: Int = 200) -> Solution {
    let pixels = ground.rows * ground.columns
    let system = WalkSystem(ground)
    let (count, width) = (system.graph.count, system.width)
    guard count > 0 else { return Solution(values: ground.start, ending: .none) }
    let level = WalkLevel(system.graph, width: width)
    let x = WalkNumbers<Float>(count * width)
    facet_walk_take(pixels, system.rows, ground.classes, ground.start, width, x.base)
    let ending = Self.solve(
      level, system.missing, adding: x, tolerance: tolerance, limit: limit)
    var values = ground.start
    facet_walk_put(
      pixels, system.rows, ground.classes, x.base, width, ground.areShares ? 1 : 0, &values)
    return Solution(values: values, ending: ending)
  }

  /// x += about A⁻¹ residual; `residual` is used up.
  static func solve(
    _ level: WalkLevel, _ residual: WalkNumbers<Float>, adding x: WalkNumbers<Float>,
    tolerance: Float, limit: Int = 200
  ) -> WalkEnding {
    let vector = { WalkNumbers<Float>(level.count * level.width) }
    let (direction, image, z) = (vector(), vector(), vector())
    var ending = WalkEnding(tolerance: tolerance)
    var power = 0.0
    while ending.steps < limit, !ending.isReached {
      let now = level.cycle(residual, to: z, rest: image)
      // Nothing is missing.
      if now == 0 { return ending.reached }
      level.turn(direction, power > 0 ? now / power : 0, z)
      power = now
      let bend = level.apply(direction, to: image)
      guard power > 0, bend > 0 else { break }
      // Not the change of z: in noise a cycle does little, and steps are long.
      ending.take(level.step(power / bend, direction, image, x: x, residual: residual))
    }
    return ending
  }
}

/// The system of a ground, A e = what is missing from its start, for the pixels that have a value and
/// are not fixed.
struct WalkSystem {
  /// The row of each pixel; −1 without one.
  let rows: [Int32]
  let graph: WalkGraph
  /// Numbers a row; see walk.h.
  let width: Int
  let missing: WalkNumbers<Float>

  init(_ ground: WalkGround) {
    width = (ground.classes + 7) / 8 * 8
    let (rows, count) = ground.unknown()
    self.rows = rows
    graph = WalkGraph(ground, rows: rows, count: count)
    missing = WalkNumbers(count * width)
    ground.steps.withUnsafeBufferPointer { steps in
      ground.start.withUnsafeBufferPointer { start in
        ground.priors.withUnsafeBufferPointer { priors in
          // Each line of pixels has rows of its own.
          nonisolated(unsafe) let (steps, start, priors) = (
            steps.baseAddress!, start.baseAddress!, priors.baseAddress!
          )
          nonisolated(unsafe) let missing = missing.base
          concurrently(ground.rows) { [width] line in
            facet_walk_missing(
              steps, ground.rows, ground.columns, line, line + 1, rows, ground.fixed,
              ground.rates, ground.classes, priors, start, width, missing)
          }
        }
      }
    }
  }
}
