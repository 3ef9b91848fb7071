/// A confidence interval.
public struct Interval: Equatable, Sendable, Codable {
  public var lower: Double
  public var upper: Double

  public init(lower: Double, upper: Double) {
    self.lower = lower
    self.upper = upper
  }

  /// Half of the width, for "± x".
  public var halfWidth: Double { (upper - lower) / 2 }

  /// As much of it as lies in a range, such as that of shares.
  public func clipped(to range: ClosedRange<Double>) -> Interval {
    Interval(
      lower: min(max(lower, range.lowerBound), range.upperBound),
      upper: min(max(upper, range.lowerBound), range.upperBound))
  }

  /// The score interval of a proportion, which stays inside [0, 1] and is fair for small samples
  /// and for proportions near 1 (Wilson, E. B. (1927), JASA 22, 209–212).
  ///
  /// - Returns: nil if `count` is 0.
  public static func wilson(
    successes: Int, of count: Int, confidence: Double = 0.95
  ) -> Interval? {
    guard count > 0, (0...count).contains(successes) else { return nil }
    let n = Double(count)
    let share = Double(successes) / n
    let z = NormalDistribution.quantile((1 + confidence) / 2)
    let centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    let half =
      z * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot() / (1 + z * z / n)
    return Interval(
      lower: successes == 0 ? 0 : max(0, centre - half),
      upper: successes == count ? 1 : min(1, centre + half))
  }
}
