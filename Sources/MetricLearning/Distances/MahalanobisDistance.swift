internal import Parts
public import Torch

/// sqrt((a − b)ᵀ M (a − b)) with M = B Bᵀ given, or learned through its factor B.
public struct MahalanobisDistance: Distance {
  /// B, k × r.
  public let factor: Tensor
  private let isLearned: Bool
  public var isSimilarity: Bool { false }

  /// A metric that is given.
  ///
  /// - Parameter matrix: M, k × k, symmetric positive definite.
  public init(matrix: Tensor) throws {
    try require(
      matrix.rank == 2 && matrix.shape[0] == matrix.shape[1],
      "a Mahalanobis matrix must be square, not of shape \(matrix.shape)")
    do {
      factor = try matrix.detached().cholesky()
    } catch {
      throw MetricLearningError("a Mahalanobis matrix must be positive definite: \(error)")
    }
    isLearned = false
  }

  /// A metric that is learned, the Euclidean one at first.
  public init(learnedIn features: Int, type: ElementType = .float32, device: Device = .cpu) throws {
    try require(features > 0, "a metric needs 1 feature or more, not \(features)")
    factor = try Tensor.identity(features, type: type, device: device).requiringGradient()
    isLearned = true
  }

  public func callAsFunction(_ a: Tensor, _ b: Tensor) throws -> Tensor {
    let factor = try factor.to(a.elementType, device: a.device)
    return try a.times(factor).pairwiseDistances(to: b.times(factor))
  }

  public func state(_ path: String) -> [StateEntry] {
    isLearned ? [StateEntry(path: joined(path, "factor"), tensor: factor)] : []
  }
}

extension MahalanobisDistance {
  static let kind = DistanceKind(
    "mahalanobis", "A Mahalanobis distance that is learned.", isLearned: true
  ) { _, features, device in try MahalanobisDistance(learnedIn: features, device: device) }
}
