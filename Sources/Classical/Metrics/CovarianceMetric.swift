// P. C. Mahalanobis, "On the generalised distance in statistics", Proceedings of the National
// Institute of Sciences of India 2, 1936. As `Covariance` of metric-learn 0.7.
internal import Parts
internal import Torch

/// The Mahalanobis distance of all points: after it, they vary alike in all directions.
///
///     M = C⁻¹,  L = C^−½,  C = Σ (x − x̄)(x − x̄)ᵀ / (n − 1)
///
/// Directions in which no point varies do not count.
public struct CovarianceMetric: MomentMetric, UnlabelledMetric {
  public let ridge: Double?

  /// - Parameter ridge: share of the mean variance added to each direction; nil for none.
  public init(ridge: Double? = nil) { self.ridge = ridge }

  public func fit(_ points: LabelledPoints) throws -> FittedMap { try fit(points.points) }

  public func fit(_ points: Points) throws -> FittedMap { try fit(Moments(points)) }

  public func fit(_ moments: ClassMoments) throws -> FittedMap { try fit(moments.total()) }

  func fit(_ moments: Moments) throws -> FittedMap {
    try roundMap(of: moments.covariance(), moments, ridge: ridge, name: "the covariance")
  }
}

extension CovarianceMetric {
  static let kind = MetricKind(
    "mahalanobis", title: "Mahalanobis distance", "All points vary alike in all directions.",
    paper: "Mahalanobis 1936", trait: .none, options: [.ridge],
    cost: "Mean and covariance, in one pass over any number of points.",
    refusal: "Points that are all the same."
  ) { CovarianceMetric(ridge: $0.optionalNumber("ridge")) }
}
