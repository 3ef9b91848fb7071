internal import Torch

/// The miners, by their names in configurations.
public enum MinerKind: String, CaseIterable, Sendable {
  case multiSimilarity, tripletMargin, angular, batchHard, batchEasyHard, pairMargin

  /// The miner measures by its own distance: the parameter `distance`, its default where absent.
  func make(_ part: MetricPart, features: Int, device: Device) throws -> any Miner {
    var reader = ParameterReader(part, of: "the miner")
    var distance: any Distance =
      self == .multiSimilarity ? CosineSimilarity() : LpDistance.euclidean
    if self != .angular, part.parameters["distance"] != nil {
      let kind = try reader.choice("distance", DistanceKind.euclidean)
      try require(
        kind != .mahalanobis,
        "the miner `\(part.name)`: a learned distance of its own would never be trained")
      distance = try kind.make(MetricPart(kind.rawValue), features: features, device: device)
    }
    let made: any Miner =
      switch self {
      case .multiSimilarity:
        MultiSimilarityMiner(
          epsilon: try reader.number("epsilon", 0.1, in: gaps), distance: distance)
      case .tripletMargin:
        TripletMarginMiner(
          margin: try reader.number("margin", 0.2, in: gaps), kind: try reader.choice("kind", .all),
          distance: distance)
      case .angular: try AngularMiner(degrees: reader.number("degrees", 20))
      case .batchHard: BatchHardMiner(distance: distance)
      case .batchEasyHard:
        try BatchEasyHardMiner(
          positive: reader.choice("positive", .easy),
          negative: reader.choice("negative", .semihard), distance: distance)
      case .pairMargin:
        PairMarginMiner(
          positiveMargin: try reader.number("positiveMargin", 0.2, in: distance.margins),
          negativeMargin: try reader.number("negativeMargin", 0.8, in: distance.margins),
          distance: distance)
      }
    try reader.finish()
    return made
  }
}
