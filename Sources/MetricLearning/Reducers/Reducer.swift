internal import Parts
public import Torch

/// How the terms of a loss become one number.
public protocol Reducer {
  /// Whether terms of this unit can be reduced so.
  func accepts(_ unit: Terms.Unit) -> Bool

  /// - Parameters:
  ///   - terms: of a loss.
  ///   - labels: the batch's labels, which `terms.anchors` points into.
  /// - Returns: one number; 0 where no term counts.
  func callAsFunction(_ terms: Terms, labels: Tensor) throws -> Tensor
}

extension Reducer {
  public func accepts(_ unit: Terms.Unit) -> Bool { true }
}

/// Σ / T.
public struct MeanReducer: Reducer {
  public init() {}

  public func callAsFunction(_ terms: Terms, labels: Tensor) throws -> Tensor {
    try terms.values.mean()
  }
}

/// Σ.
public struct SumReducer: Reducer {
  public init() {}

  public func callAsFunction(_ terms: Terms, labels: Tensor) throws -> Tensor {
    try terms.values.sum()
  }
}

/// Σ over what the loss's own definition divides by; the mean if it names nothing.
public struct DivisorReducer: Reducer {
  public init() {}

  public func callAsFunction(_ terms: Terms, labels: Tensor) throws -> Tensor {
    guard let divisor = terms.divisor else { return try terms.values.mean() }
    return divisor > 0 ? try terms.values.sum() / divisor : try zero(terms.values)
  }
}

extension MeanReducer {
  static let kind = ReducerKind("mean", "The mean of the terms.") { _ in MeanReducer() }
}

extension SumReducer {
  static let kind = ReducerKind("sum", "The sum of the terms.") { _ in SumReducer() }
}

extension DivisorReducer {
  static let kind = ReducerKind(
    "divisor", "The sum by what the loss's definition divides by; the mean if it names nothing."
  ) { _ in DivisorReducer() }
}
