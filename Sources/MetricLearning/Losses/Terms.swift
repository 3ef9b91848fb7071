public import Torch

/// The terms of a loss before they are reduced to one number.
public struct Terms {
  /// What a term belongs to.
  public enum Unit: Sendable {
    case anchor, pair, triplet
    /// A class's vector against the batch.
    case classVector
  }

  /// T numbers.
  public let values: Tensor
  /// The row of the batch that each term belongs to, int64; the class for `classVector`.
  public let anchors: Tensor
  public let unit: Unit
  /// What the loss's own definition divides the sum by, where it is not a mean.
  public let divisor: Double?

  public init(_ values: Tensor, anchors: Tensor, unit: Unit, divisor: Double? = nil) {
    self.values = values
    self.anchors = anchors
    self.unit = unit
    self.divisor = divisor
  }

  /// One term for every row of the batch.
  init(everyAnchor values: Tensor, divisor: Double? = nil) throws {
    self.init(
      values, anchors: try Tensor.range(values.shape[0], device: values.device), unit: .anchor,
      divisor: divisor)
  }

  /// One term for every class, in order.
  init(everyClass values: Tensor, divisor: Double) throws {
    self.init(
      values, anchors: try Tensor.range(values.shape[0], device: values.device),
      unit: .classVector, divisor: divisor)
  }

  /// The class of each term.
  ///
  /// - Parameter labels: the batch's labels.
  func classes(_ labels: Tensor) throws -> Tensor {
    unit == .classVector ? anchors : try labels.selecting(anchors, along: 0)
  }

  /// One term for every pair where `mask` holds, from a matrix of them.
  init(_ matrix: Tensor, where mask: Tensor) throws {
    let flat = try mask.reshaped([-1]).nonzero().squeezed(1)
    self.init(
      try matrix.reshaped([-1]).selecting(flat, along: 0),
      anchors: try mask.nonzero().slice(1, 0..<1).squeezed(1), unit: .pair)
  }

  /// The terms of those rows where `mask` holds.
  func filtered(_ mask: Tensor) throws -> Terms {
    let kept = try mask.nonzero().squeezed(1)
    return Terms(
      try values.selecting(kept, along: 0), anchors: try anchors.selecting(kept, along: 0),
      unit: unit, divisor: divisor)
  }
}
