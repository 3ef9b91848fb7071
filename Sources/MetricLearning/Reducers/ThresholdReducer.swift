internal import Parts
public import Torch

/// The mean of the terms between two bounds, both exclusive.
public struct ThresholdReducer: Reducer {
  public let low: Double
  public let high: Double

  public init(low: Double = -.infinity, high: Double = .infinity) throws {
    try require(low < high, "no term lies between a low of \(low) and a high of \(high)")
    self.init(unchecked: low, high)
  }

  private init(unchecked low: Double, _ high: Double) {
    self.low = low
    self.high = high
  }

  /// The mean of the terms above 0.
  public static var meanOfNonZero: ThresholdReducer { ThresholdReducer(unchecked: 0, .infinity) }

  public func callAsFunction(_ terms: Terms, labels: Tensor) throws -> Tensor {
    let kept = try terms.values.greater(low).and(terms.values.less(high))
    let count = try kept.trueCount()
    guard count > 0 else { return try zero(terms.values) }
    return try terms.values.filled(where: kept.not(), with: 0).sum() / Double(count)
  }
}

extension ThresholdReducer {
  static let kind = ReducerKind(
    "threshold", "The mean of the terms between two bounds.",
    options: [
      .number("low", nil, "Terms count above this; no bound unless given."),
      .number("high", nil, "Terms count below this; no bound unless given."),
    ]
  ) {
    try ThresholdReducer(
      low: $0.optionalNumber("low") ?? -.infinity, high: $0.optionalNumber("high") ?? .infinity)
  }
  static let meanOfNonZeroKind = ReducerKind(
    "meanOfNonZero", "The mean of the terms above 0."
  ) { _ in meanOfNonZero }
}
