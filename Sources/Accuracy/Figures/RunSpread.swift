/// A figure over repeated runs: mean ± sample standard deviation.
public struct RunSpread: Equatable, Sendable, Codable {
  /// Number of runs.
  public let runs: Int
  public let mean: Double
  /// Sample standard deviation (divisor runs − 1); nil for one run.
  public let deviation: Double?

  /// - Returns: nil without values, or if one is not finite.
  public init?(_ values: [Double]) {
    guard !values.isEmpty, values.allSatisfy(\.isFinite) else { return nil }
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    runs = values.count
    self.mean = mean
    deviation =
      values.count < 2
      ? nil
      : (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)).squareRoot()
  }

  /// Student's interval of the mean; nil for one run.
  public func interval(confidence: Double = 0.95) -> Interval? {
    guard let deviation else { return nil }
    let t = StudentDistribution.quantile((1 + confidence) / 2, degreesOfFreedom: runs - 1)
    let half = t * deviation / Double(runs).squareRoot()
    return Interval(lower: mean - half, upper: mean + half)
  }
}
