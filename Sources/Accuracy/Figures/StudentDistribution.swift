import Foundation

/// Student's t distribution.
package enum StudentDistribution {
  /// P(|T| > t) = I(ν/(ν + t²); ν/2, 1/2) (Abramowitz and Stegun 1964, 26.7.1 with 26.5.27).
  package static func twoSidedTail(_ t: Double, degreesOfFreedom: Int) -> Double {
    let nu = Double(degreesOfFreedom)
    return incompleteBeta(nu / (nu + t * t), nu / 2, 0.5)
  }

  /// The t with P(T ≤ t) = `probability`, by bisection to the last bit.
  ///
  /// - Precondition: 0 < probability < 1, at least one degree of freedom.
  package static func quantile(_ probability: Double, degreesOfFreedom: Int) -> Double {
    precondition(probability > 0 && probability < 1, "probability \(probability)")
    precondition(degreesOfFreedom > 0, "\(degreesOfFreedom) degrees of freedom")
    if probability < 0.5 {
      return -quantile(1 - probability, degreesOfFreedom: degreesOfFreedom)
    }
    let tail = 2 * (1 - probability)
    var low = 0.0
    var high = 1.0
    while twoSidedTail(high, degreesOfFreedom: degreesOfFreedom) > tail { high *= 2 }
    while true {
      let middle = (low + high) / 2
      guard middle > low, middle < high else { return middle }
      if twoSidedTail(middle, degreesOfFreedom: degreesOfFreedom) > tail {
        low = middle
      } else {
        high = middle
      }
    }
  }
}

/// The regularised incomplete beta function I(x; a, b), from its continued fraction
/// (DLMF 8.17.22), which converges fast for x < (a + 1)/(a + b + 2); beyond, by the symmetry
/// I(x; a, b) = 1 − I(1 − x; b, a) (DLMF 8.17.4).
///
/// - Precondition: 0 ≤ x ≤ 1, a > 0, b > 0.
package func incompleteBeta(_ x: Double, _ a: Double, _ b: Double) -> Double {
  precondition((0...1).contains(x) && a > 0 && b > 0, "I(\(x); \(a), \(b))")
  if x == 0 || x == 1 { return x }
  if x > (a + 1) / (a + b + 2) { return 1 - incompleteBeta(1 - x, b, a) }
  let factor = exp(
    a * log(x) + b * log1p(-x) - (logGamma(a) + logGamma(b) - logGamma(a + b)))
  // The fraction 1/(1 + d₁/(1 + d₂/(1 + …))) from the innermost term of a fixed depth outwards;
  // its convergents settle geometrically, and 400 terms are far beyond need for a, b < 10⁴.
  var fraction = 1.0
  for n in stride(from: 400, through: 1, by: -1) {
    let m = Double(n / 2)
    let coefficient =
      n.isMultiple(of: 2)
      ? m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      : -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
    fraction = 1 + coefficient / fraction
  }
  return factor / (a * fraction)
}

/// ln Γ(x) for x > 0.
package func logGamma(_ x: Double) -> Double {
  // `lgamma_r` leaves its sign to the caller, where `lgamma` writes a global.
  var sign: Int32 = 0
  return lgamma_r(x, &sign)
}
