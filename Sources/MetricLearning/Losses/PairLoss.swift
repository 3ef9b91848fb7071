public import Torch

/// A loss that compares the points of a batch with one another, or with a memory of earlier ones.
public protocol PairLoss: MetricLoss {
  var distance: any Distance { get }
  var reducer: any Reducer { get }

  /// The loss's terms over the pairs or triplets that count; each group is reduced by itself and
  /// the results are added.
  func terms(_ comparison: Comparison) throws -> [Terms]

  /// The loss over the pairs or triplets that count.
  func value(_ comparison: Comparison) throws -> Tensor
}

extension PairLoss {
  public func callAsFunction(_ embeddings: Tensor, _ labels: Tensor) throws -> Tensor {
    let comparison = try Comparison(embeddings, labels)
    guard try comparison.hasBothKinds() else { return try zero(embeddings) }
    return try value(comparison)
  }

  public func value(_ comparison: Comparison) throws -> Tensor {
    try reduced(terms(comparison), reducer, comparison.queries, comparison.queryLabels)
  }

  public func activeShare(_ embeddings: Tensor, _ labels: Tensor) throws -> Double? {
    try activeShare(Comparison(embeddings, labels))
  }

  func activeShare(_ comparison: Comparison) throws -> Double? {
    try withoutGradients {
      guard try comparison.hasBothKinds() else { return nil }
      return try shareAboveZero(terms(comparison))
    }
  }

  public func state(_ path: String) -> [StateEntry] { distance.state(joined(path, "distance")) }
}

/// The sum of the reduced groups.
func reduced(
  _ groups: [Terms], _ reducer: any Reducer, _ embeddings: Tensor, _ labels: Tensor
) throws -> Tensor {
  var total = try zero(embeddings)
  for group in groups where group.values.count > 0 {
    total = try total + reducer(group, labels: labels)
  }
  return total
}

/// The share of terms above 0; nil where there is none.
func shareAboveZero(_ groups: [Terms]) throws -> Double? {
  let count = groups.reduce(0) { $0 + $1.values.count }
  guard count > 0 else { return nil }
  let above = try groups.reduce(0) { $0 + (try $1.values.greater(0).trueCount()) }
  return Double(above) / Double(count)
}
