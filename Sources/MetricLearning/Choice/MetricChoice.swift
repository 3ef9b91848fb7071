public import Parts
public import Torch

/// A loss with a distance, reducer, miner and memory, as a configuration names them:
///
///     loss: {name: circle, m: 0.25}
///     miner: multiSimilarity
public struct MetricChoice: Codable, Equatable, Sendable {
  public var loss: Part
  /// The loss's own if nil; so for the others.
  public var distance: Part?
  public var reducer: Part?
  public var miner: Part?
  /// Embeddings of earlier batches to compare with; none if nil.
  public var memory: Int?

  public init(
    loss: Part, distance: Part? = nil, reducer: Part? = nil,
    miner: Part? = nil, memory: Int? = nil
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
    let kind = try LossKind.named(loss.name)
    try refuse(.distance, distance, by: kind)
    try refuse(.miner, miner, by: kind)
    try refuse(.memory, memory.map { Part("\($0)") }, by: kind)
    try refuse(.reducer, reducer, by: kind)

    let device = generator.device
    let ownDistance = try distance.map {
      try DistanceKind.named($0.name).make($0, features: features, device: device)
    }
    let ownReducer = try reducer.map { try ReducerKind.named($0.name).make($0) }
    if kind.basis == .triplets, let ownReducer, !ownReducer.accepts(.triplet) {
      throw MetricLearningError(
        "the loss `\(loss.name)` cannot be reduced by `\(reducer?.name ?? "")`: its terms are "
          + "triplets, which have no one pair of their anchor")
    }
    if let weights = (ownReducer as? ClassWeightedReducer)?.weights, weights.count != classes {
      throw MetricLearningError(
        "the reducer `classWeighted` has \(weights.count) weights for \(classes) classes")
    }
    let made = try kind.make(
      LossParts(
        values: kind.values(loss.parameters), distance: ownDistance, reducer: ownReducer,
        features: features, classes: classes, generator: generator))

    let chosenMiner = try miner.map {
      try MinerKind.named($0.name).make($0, features: features, device: device)
    }
    guard let pairs = made as? any PairLoss else { return made }
    if let memory { return try CrossBatchMemory(pairs, capacity: memory, miner: chosenMiner) }
    if let chosenMiner { return MinedLoss(pairs, miner: chosenMiner) }
    return made
  }

  private func refuse(
    _ companion: LossKind.Companion, _ part: Part?, by kind: LossKind
  ) throws {
    guard let part, let reason = kind.refusal(of: companion) else { return }
    throw MetricLearningError(
      "the loss `\(loss.name)` takes no \(companion.rawValue) (\(part.name) is given): \(reason)")
  }
}

/// A loss by name, with the parameters that differ from its defaults.
///
/// - Throws: `MetricLearningError` naming the losses, or the parameters, that there are.
public func makeLoss(
  named name: String, parameters: [String: Parameter] = [:], features: Int, classes: Int,
  generator: RandomGenerator
) throws -> any MetricLoss {
  try MetricChoice(loss: Part(name, parameters))
    .makeLoss(features: features, classes: classes, generator: generator)
}
