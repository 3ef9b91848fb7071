internal import Parts
public import Torch

/// The mean over the batch of each anchor's mean; an anchor without a pair counts as 0.
public struct PerAnchorReducer: Reducer {
  public init() {}

  public func accepts(_ unit: Terms.Unit) -> Bool { unit != .triplet }

  public func callAsFunction(_ terms: Terms, labels: Tensor) throws -> Tensor {
    switch terms.unit {
    case .triplet:
      throw MetricLearningError(
        "a triplet has no one pair of its anchor: reduce triplets otherwise")
    case .anchor, .classVector:
      return try terms.values.mean()
    case .pair:
      let anchors = labels.shape[0]
      let sums = try terms.values.summed(by: terms.anchors, count: anchors)
      let ones = try Tensor.full(
        1, shape: terms.values.shape, type: terms.values.elementType, device: terms.values.device)
      let counts = try ones.summed(by: terms.anchors, count: anchors)
      return try (sums / counts.maximum(1)).mean()
    }
  }
}

extension PerAnchorReducer {
  static let kind = ReducerKind("perAnchor", "The mean over anchors of each one's mean.") { _ in
    PerAnchorReducer()
  }
}
