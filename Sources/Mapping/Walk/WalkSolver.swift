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
  private let system: WalkSystem
  /// Nil if no pixel is looked for.
  let level: WalkLevel?

  package init(_ ground: WalkGround) {
    self.init(ground, like: nil)
  }

  /// - Parameter other: the level of other rates over the same pixels, which saves making one anew.
  init(_ ground: WalkGround, like other: WalkLevel?) {
    self.ground = ground
    system = WalkSystem(ground)
    guard system.count > 0 else {
      level = nil
      return
    }
    level =
      other.flatMap { [system] in
        $0.width == system.width ? WalkLevel($0, rate: system.rates(of: ground)) : nil
      } ?? WalkLevel(system.graph(of: ground), width: system.width)
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
    guard let level else { return Solution(values: ground.start, ending: .none) }
    let (pixels, width) = (ground.rows * ground.columns, system.width)
    let x = WalkNumbers<Float>(system.count * width)
    facet_walk_take(pixels, system.rows, ground.classes, ground.start, width, x.base)
    let ending = Self.solve(
      level, system.missing(from: ground), adding: x, tolerance: tolerance, limit: limit)
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
  let count: Int
  /// Numbers a row; see walk.h.
  let width: Int

  init(_ ground: WalkGround) {
    width = (ground.classes + 7) / 8 * 8
    (rows, count) = ground.unknown()
  }

  func graph(of ground: WalkGround) -> WalkGraph {
    WalkGraph(ground, rows: rows, count: count)
  }

  /// Rates of the rows of a ground without fixed pixels.
  func rates(of ground: WalkGround) -> WalkNumbers<Float> {
    let rates = WalkNumbers<Float>(count)
    for (pixel, row) in rows.enumerated() where row >= 0 {
      rates.base[Int(row)] = ground.rates[pixel]
    }
    return rates
  }

  /// What is missing from the start of the ground.
  func missing(from ground: WalkGround) -> WalkNumbers<Float> {
    let missing = WalkNumbers<Float>(count * width)
    ground.steps.withUnsafeBufferPointer { steps in
      ground.start.withUnsafeBufferPointer { start in
        ground.priors.withUnsafeBufferPointer { priors in
          // Each line of pixels has rows of its own.
          nonisolated(unsafe) let (steps, start, priors) = (
            steps.baseAddress!, start.baseAddress!, priors.baseAddress!
          )
          nonisolated(unsafe) let missing = missing.base
          concurrently(ground.rows) { line in
            facet_walk_missing(
              steps, ground.rows, ground.columns, line, line + 1, rows, ground.fixed,
              ground.rates, ground.classes, priors, start, width, missing)
          }
        }
      }
    }
    return missing
  }
}
