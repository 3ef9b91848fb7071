internal import Torch

/// The distances, by their names in configurations.
public enum DistanceKind: String, CaseIterable, Sendable {
  case lp, euclidean, squaredEuclidean, manhattan, chebyshev, cosine, dotProduct, signalToNoise
  case mahalanobis

  /// - Parameter features: width of the embeddings, for a metric that is learned.
  func make(_ part: MetricPart, features: Int, device: Device) throws -> any Distance {
    var reader = ParameterReader(part, of: "the distance")
    let made: any Distance =
      switch self {
      case .lp:
        try LpDistance(
          p: reader.number("p", 2), power: reader.number("power", 1),
          normalised: reader.flag("normalised", true))
      case .euclidean: LpDistance.euclidean
      case .squaredEuclidean: LpDistance.squaredEuclidean
      case .manhattan: LpDistance.manhattan
      case .chebyshev: LpDistance.chebyshev
      case .cosine: CosineSimilarity()
      case .dotProduct: DotProduct(normalised: try reader.flag("normalised", true))
      case .signalToNoise: SignalToNoiseDistance(normalised: try reader.flag("normalised", true))
      case .mahalanobis: try MahalanobisDistance(learnedIn: features, device: device)
      }
    try reader.finish()
    return made
  }
}
