import Foundation

/// One axis of a plot: what it spans, where its ticks are, and where a value falls on it.
package struct AxisScale {
  package struct Tick: Equatable {
    package var value: Double
    package var label: String
  }

  package let lower: Double
  package let upper: Double
  let isLogarithmic: Bool
  package let ticks: [Tick]

  /// A linear axis that spans the values, its ticks at 1, 2 or 5 times a power of ten.
  ///
  /// - Parameters:
  ///   - values: those that are not finite are left out; without any, the axis spans 0 to 1.
  ///   - isTight: whether the axis ends at the data; otherwise at the next tick.
  ///   - isWhole: whether ticks between whole numbers make no sense.
  ///   - bounds: beyond which there are no values, as 0 and 100 of per cent: nor is there axis.
  package init(
    spanning values: [Double], count: Int = 5, isTight: Bool = false, isWhole: Bool = false,
    within bounds: ClosedRange<Double>? = nil
  ) {
    let finite = values.filter(\.isFinite)
    var low = finite.min() ?? 0
    var high = finite.max() ?? 1
    // Values that hardly differ would make ticks finer than a Double; widen around them.
    if high - low <= 1e-9 * max(abs(high), abs(low)) {
      let half = low == 0 ? 0.5 : abs(low) * 0.1
      low -= half
      high += half
    }
    if let bounds {
      low = max(low, bounds.lowerBound)
      high = min(high, bounds.upperBound)
    }
    var step = Self.step((high - low) / Double(count))
    if isWhole { step = max(1, step) }
    let first = (low / step).rounded(isTight ? .up : .down)
    let last = (high / step).rounded(isTight ? .down : .up)
    let digits = min(12, max(0, Int(-log10(step).rounded(.down))))
    ticks = stride(from: first, through: last, by: 1).filter {
      bounds?.contains($0 * step) ?? true
    }.map {
      Tick(value: $0 * step, label: Self.label($0 * step, step: step, digits: digits))
    }
    lower = isTight ? low : max(first * step, bounds?.lowerBound ?? first * step)
    upper = isTight ? high : min(last * step, bounds?.upperBound ?? last * step)
    isLogarithmic = false
  }

  /// A logarithmic axis over positive values, ticks at decades, and at 2 and 5 between few decades.
  init(logarithmic values: [Double]) {
    let positive = values.filter { $0.isFinite && $0 > 0 }
    let low = log10(positive.min() ?? 0.1)
    let high = max(log10(positive.max() ?? 1), low + 0.3)
    lower = low - 0.05 * (high - low)
    upper = high + 0.05 * (high - low)
    isLogarithmic = true
    let every = max(1, Int(((high - low) / 6).rounded(.up)))
    var made: [Tick] = []
    for decade in Int(lower.rounded(.down))...Int(upper.rounded(.up))
    where decade.isMultiple(of: every) {
      for factor in high - low <= 2.2 ? [1.0, 2, 5] : [1.0] {
        let value = factor * pow(10, Double(decade))
        let position = log10(value)
        if position >= lower && position <= upper {
          let digits = max(0, -decade)
          let label =
            (-4...5).contains(decade)
            ? decimal(value, digits: digits) : String(format: "%.0e", value)
          made.append(Tick(value: value, label: label))
        }
      }
    }
    ticks = made
  }

  /// Where a value falls, 0 at the lower end and 1 at the upper.
  package func position(_ value: Double) -> Double {
    let place = isLogarithmic ? log10(value) : value
    return (place - lower) / (upper - lower)
  }

  /// The 1, 2 or 5 times a power of ten that is near `raw`, at least three quarters of it.
  private static func step(_ raw: Double) -> Double {
    let power = pow(10, log10(raw).rounded(.down))
    let nice = [1, 2, 5, 10].first { $0 * power >= raw * 0.75 } ?? 10
    return nice * power
  }

  private static func label(_ value: Double, step: Double, digits: Int) -> String {
    abs(value) >= 1e6 || (step < 1e-5)
      ? String(format: "%.3g", value) : decimal(value == 0 ? 0 : value, digits: digits)
  }
}
