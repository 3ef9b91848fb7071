public import Torch

/// A loss with a distance, reducer, miner and memory, as a configuration names them:
///
///     loss: {name: circle, m: 0.25}
///     miner: multiSimilarity
public struct MetricChoice: Codable, Equatable, Sendable {
  public var loss: MetricPart
  /// The loss's own where nil; so for the others.
  public var distance: MetricPart?
  public var reducer: MetricPart?
  public var miner: MetricPart?
  /// Embeddings of earlier batches to compare with; none where nil.
  public var memory: Int?

  public init(
    loss: MetricPart, distance: MetricPart? = nil, reducer: MetricPart? = nil,
    miner: MetricPart? = nil, memory: Int? = nil
  ) {
    self.loss = loss
    self.distance = distance
    self.reducer = reducer
    self.miner = miner
    self.memory = memory
  }

  /// - Parameters:
  ///   - features: width of the embeddings.
  ///   - classes: classes, numbered from 0.
  ///   - generator: draws the class vectors of losses that have them, on its device.
  /// - Throws: `MetricLearningError` naming the valid names, or the reason why the parts make no
  ///   sense together.
  public func makeLoss(features: Int, classes: Int, generator: RandomGenerator) throws
    -> any MetricLoss
  {
    try require(features > 0, "a loss on embeddings of width \(features) has nothing to compare")
    try require(classes > 0, "a loss over \(classes) classes has nothing to tell apart")
    let kind: MetricLossKind = try named(loss.name, "loss")
    try refuse(kind.distanceRefusal, distance, "distance")
    try refuse(kind.minerRefusal, miner, "miner")
    try refuse(kind.memoryRefusal, memory.map { MetricPart("\($0)") }, "memory")
    try refuse(kind.reducerRefusal, reducer, "reducer")

    let device = generator.device
    let ownDistance = try distance.map { part in
      let kind: DistanceKind = try named(part.name, "distance")
      return try kind.make(part, features: features, device: device)
    }
    let ownReducer = try reducer.map { part in
      let kind: ReducerKind = try named(part.name, "reducer")
      return try kind.make(part)
    }
    if kind.isOverTriplets, let ownReducer, !ownReducer.accepts(.triplet) {
      throw MetricLearningError(
        "the loss `\(loss.name)` cannot be reduced by `\(reducer?.name ?? "")`: its terms are "
          + "triplets, which have no one pair of their anchor")
    }
    if let weights = (ownReducer as? ClassWeightedReducer)?.weights, weights.count != classes {
      throw MetricLearningError(
        "the reducer `classWeighted` has \(weights.count) weights for \(classes) classes")
    }
    let made = try LossMaker(
      part: loss, distance: ownDistance, reducer: ownReducer, features: features,
      classes: classes, generator: generator
    ).make(kind)

    let chosenMiner = try miner.map { part in
      let kind: MinerKind = try named(part.name, "miner")
      return try kind.make(part, features: features, device: device)
    }
    guard let pairs = made as? any PairLoss else { return made }
    if let memory { return try CrossBatchMemory(pairs, capacity: memory, miner: chosenMiner) }
    if let chosenMiner { return MinedLoss(pairs, miner: chosenMiner) }
    return made
  }

  private func refuse(_ reason: String?, _ part: MetricPart?, _ what: String) throws {
    guard let reason, let part else { return }
    throw MetricLearningError(
      "the loss `\(loss.name)` takes no \(what) (\(part.name) is given): \(reason)")
  }
}

/// The case of that name, or an error with the names there are.
func named<Kind>(_ name: String, _ what: String) throws -> Kind
where Kind: RawRepresentable & CaseIterable, Kind.RawValue == String {
  guard let kind = Kind(rawValue: name) else {
    throw MetricLearningError(
      "there is no \(what) `\(name)`; there are "
        + Kind.allCases.map(\.rawValue).sorted().joined(separator: ", "))
  }
  return kind
}

/// A loss by name, with the parameters that differ from its defaults.
///
/// - Throws: `MetricLearningError` naming the losses, or the parameters, that there are.
public func makeLoss(
  named name: String, parameters: [String: MetricParameter] = [:], features: Int, classes: Int,
  generator: RandomGenerator
) throws -> any MetricLoss {
  try MetricChoice(loss: MetricPart(name, parameters))
    .makeLoss(features: features, classes: classes, generator: generator)
}
