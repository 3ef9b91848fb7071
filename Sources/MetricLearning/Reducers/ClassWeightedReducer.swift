internal import Parts
public import Torch

/// The mean of the terms, each times the weight of its anchor's class.
public struct ClassWeightedReducer: Reducer {
  /// One weight a class, from class 0.
  public let weights: [Double]

  public init(weights: [Double]) throws {
    try require(
      !weights.isEmpty && weights.allSatisfy { $0 >= 0 && $0.isFinite },
      "class weights must be finite and 0 or more, not \(weights)")
    self.weights = weights
  }

  public func callAsFunction(_ terms: Terms, labels: Tensor) throws -> Tensor {
    let classes = try terms.classes(labels)
    try requireClasses(classes, below: weights.count)
    let table = try Tensor(weights).to(terms.values.elementType, device: terms.values.device)
    return try (terms.values * table.selecting(classes, along: 0)).mean()
  }
}

/// Refuses labels outside of 0..<count.
func requireClasses(_ labels: Tensor, below count: Int) throws {
  guard labels.count > 0 else { return }
  let least = Int(try labels.min().item())
  let most = Int(try labels.max().item())
  try require(
    least >= 0 && most < count,
    "labels from \(least) to \(most), where there are \(count) classes from 0")
}

extension ClassWeightedReducer {
  static let kind = ReducerKind(
    "classWeighted", "The mean of the terms, each times the weight of its class.",
    options: [.numbers("weights", "A weight, 0 or more, for each class; must be given.")]
  ) { try ClassWeightedReducer(weights: $0.numbers("weights") ?? []) }
}
