/// What one method gains over another with the same seeds and splits: the mean of the differences,
/// seed by seed, with Student's t interval and test.
public struct PairedDifference: Equatable, Sendable {
  /// The differences second − first: mean and spread.
  public let spread: RunSpread

  /// - Parameters:
  ///   - first, second: the figure of each method, seed by seed in the same order.
  /// - Throws: `FigureError` if the lists differ in length, hold fewer than 2 seeds, or a value
  ///   that is not finite.
  public init(first: [Double], second: [Double]) throws {
    guard first.count == second.count, first.count >= 2 else {
      throw FigureError(
        "\(first.count) runs of the first method and \(second.count) of the second. "
          + "A paired difference needs the same seeds of both, at least 2")
    }
    guard let spread = RunSpread(zip(first, second).map { $1 - $0 }) else {
      throw FigureError("a figure of a run is not finite: \(first) and \(second)")
    }
    self.spread = spread
  }

  public var mean: Double { spread.mean }

  /// Interval of the mean difference.
  public func interval(confidence: Double = 0.95) -> Interval {
    // Two runs at least, so there is a spread.
    spread.interval(confidence: confidence) ?? Interval(lower: mean, upper: mean)
  }

  /// Two-sided P of a mean difference as large between methods that do not differ; nil if all
  /// differences are equal, for they show no spread to judge by.
  public var p: Double? {
    // Differences of equal figures are equal but for their rounding.
    guard let deviation = spread.deviation, deviation > 1e-12 else { return nil }
    let t = mean / (deviation / Double(spread.runs).squareRoot())
    return StudentDistribution.twoSidedTail(t, degreesOfFreedom: spread.runs - 1)
  }
}

/// P-values of several tests, so that the chance of any false finding among them stays below the
/// level (S. Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of
/// Statistics 6, 1979).
///
/// - Parameter values: in any order; nil if there is no test.
/// - Returns: in the same order, each at least its own value and at most 1.
public func holm(_ values: [Double?]) -> [Double?] {
  let tested = values.indices.filter { values[$0] != nil }
    .sorted { (values[$0] ?? 1, $0) < (values[$1] ?? 1, $1) }
  var adjusted = values
  var largest = 0.0
  for (rank, index) in tested.enumerated() {
    largest = max(largest, min(1, Double(tested.count - rank) * (values[index] ?? 1)))
    adjusted[index] = largest
  }
  return adjusted
}
