// W. Torgerson, "Multidimensional scaling: I. Theory and method", Psychometrika 17, 1952. As
// `ClassicalMDS` of scikit-learn 1.9.
internal import Parts
internal import Torch

/// Classical multidimensional scaling: coordinates whose distances are those of the points, as near
/// as can be, by `PrincipalCoordinates` of B = −½ d². With Euclidean distances these are the
/// principal components.
public struct ClassicalMDS: SampledEmbedding {
  public enum Distance: String, CaseIterable, Sendable {
    case euclidean
    /// Σ |x_f − y_f|.
    case cityblock
  }

  public let components: Int
  public let distance: Distance
  public let most: Int
  public let seed: UInt64

  public init(
    components: Int = 2, distance: Distance = .euclidean, most: Int = 2000, seed: UInt64 = 0
  ) {
    self.components = components
    self.distance = distance
    self.most = most
    self.seed = seed
  }

  func embed(_ points: Points) throws -> FittedEmbedding {
    let (centred, mean) = try points.centred()
    func similarities(_ queries: Tensor) throws -> Tensor {
      switch distance {
      case .euclidean: try squaredDistancesByProducts(queries, centred) * -0.5
      case .cityblock: try queries.pairwiseDistances(to: centred, p: 1).squared() * -0.5
      }
    }
    let found = try PrincipalCoordinates(similarities(centred), components: components)
    return try FittedEmbedding(found.coordinates, of: points, values: found.values) {
      try found.place(similarities($0 - mean))
    }
  }
}

extension ClassicalMDS {
  static let kind = EmbeddingKind(
    "mds", title: "classical multidimensional scaling",
    "Coordinates whose distances are those of the points.", paper: "Torgerson 1952",
    trait: .extended,
    components: .init(2, most: .points),
    options: [
      .choice("distance", Distance.euclidean, "The distance that is kept."),
      .sample(2000), .seed,
    ],
    cost: "All pairs and their eigenvectors; a sample above `points`.",
    refusal: "Points that are all the same."
  ) {
    ClassicalMDS(
      components: $0.whole("components"), distance: $0.choice("distance"),
      most: $0.whole("points"), seed: $0.seed)
  }
}
