public import Torch

/// A loss that compares the points of a batch with one another, or with a memory of earlier ones.
public protocol PairLoss: MetricLoss {
  var distance: any Distance { get }
  var reducer: any Reducer { get }
  /// Whether it ranks a batch within itself, and so cannot be set against earlier batches.
  static var ranksItsBatch: Bool { get }

  /// The loss's terms over the pairs or triplets that count; each group is reduced by itself and
  /// the results are added.
  func terms(_ comparison: Comparison) throws -> [Terms]

  /// The loss of these terms.
  func value(of terms: [Terms], _ comparison: Comparison) throws -> Tensor
}

extension PairLoss {
  public static var ranksItsBatch: Bool { false }

  public func judged(_ embeddings: Tensor, _ labels: Tensor) throws -> (
    loss: Tensor, activeShare: Double?
  ) {
    try judged(Comparison(embeddings, labels))
  }

  /// The loss over the pairs or triplets that count, in one rule for batches and for miners: what
  /// is there counts, whether or not both kinds are.
  func judged(_ comparison: Comparison) throws -> (loss: Tensor, activeShare: Double?) {
    guard try comparison.hasPairs() else { return (try zero(comparison.queries), nil) }
    let terms = try terms(comparison)
    return (try value(of: terms, comparison), try shareAboveZero(terms))
  }

  public func value(of terms: [Terms], _ comparison: Comparison) throws -> Tensor {
    try reduced(terms, reducer, comparison.queries, comparison.queryLabels)
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

/// The share of terms above 0; nil if there is none.
func shareAboveZero(_ groups: [Terms]) throws -> Double? {
  let count = groups.reduce(0) { $0 + $1.values.count }
  guard count > 0 else { return nil }
  let above = try groups.reduce(0) { $0 + (try $1.values.greater(0).trueCount()) }
  return Double(above) / Double(count)
}
