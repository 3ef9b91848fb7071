/// What one method gains over another with the same seeds and splits: the mean of the differences,
/// seed by seed, with Student's t interval and test.
public struct PairedDifference: Equatable, Sendable {
  /// The differences second − first: mean and spread.
  public let spread: RunSpread

  /// - Parameters:
  ///   - first, second: the figure of each method, seed by seed in the same order.
  /// - Throws: `FigureError` where the lists differ in length, hold fewer than 2 seeds, or a value
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

  /// Two-sided P of a mean difference as large between methods that do not differ.
  public var p: Double {
    guard let deviation = spread.deviation, deviation > 0 else { return mean == 0 ? 1 : 0 }
    let t = mean / (deviation / Double(spread.runs).squareRoot())
    return StudentDistribution.twoSidedTail(t, degreesOfFreedom: spread.runs - 1)
  }
}
