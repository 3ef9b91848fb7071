import Foundation

/// The standard normal distribution.
package enum NormalDistribution {
  /// P(Z > z).
  package static func upperTail(_ z: Double) -> Double { erfc(z / 2.squareRoot()) / 2 }

  /// The z with P(Z ≤ z) = `probability`, by Newton's method on the upper tail.
  ///
  /// - Precondition: 0 < probability < 1.
  package static func quantile(_ probability: Double) -> Double {
    precondition(probability > 0 && probability < 1, "probability \(probability)")
    if probability < 0.5 { return -quantile(1 - probability) }
    let tail = 1 - probability
    // From 0 every Newton step stays below the root, where the tail is convex: it cannot overshoot.
    var z = 0.0
    for _ in 0..<100 {
      let density = exp(-z * z / 2) / (2 * Double.pi).squareRoot()
      let step = (upperTail(z) - tail) / density
      z += step
      if abs(step) <= 1e-15 * max(1, z) { break }
    }
    return z
  }
}
