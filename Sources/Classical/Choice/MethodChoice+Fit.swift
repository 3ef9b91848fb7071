public import Torch

extension MethodChoice {
  /// What a method has learned.
  public struct Placement {
    public let map: any PointMap
    /// What the caller should tell the user.
    public let notes: [String]
  }

  /// Embeds points, without classes and without a rule for others.
  ///
  /// - Parameter points: N × d, finite.
  /// - Returns: N × k, float64, and what the caller should tell the user.
  /// - Throws: `ClassicalError` if they do not suffice, or this is a metric.
  public func coordinates(of points: Tensor) throws -> (places: Tensor, notes: [String]) {
    guard case .embedding = kind else {
      throw ClassicalError("\(title) is a metric, not an embedding.")
    }
    let fitted = try EmbeddingKind.make(part).fit(Points(points))
    return (fitted.coordinates, fitted.notes)
  }

  /// Learns from points.
  ///
  /// - Parameters:
  ///   - points: N × d, finite.
  ///   - labels: of each; what needs no classes does not look at them.
  /// - Throws: `ClassicalError` if they do not suffice.
  public func fit(_ points: Tensor, labels: [Int]) throws -> Placement {
    switch kind {
    case .metric:
      let fitted = try MetricKind.make(part).fit(LabelledPoints(points, labels: labels))
      return Placement(map: fitted.map, notes: fitted.notes)
    case .embedding:
      let fitted = try EmbeddingKind.make(part).fit(Points(points))
      guard case .placed(let map) = fitted.newPoints else {
        throw ClassicalError("\(title) of these points places no others.")
      }
      return Placement(map: map, notes: fitted.notes)
    }
  }

  /// Learns from moments of each class; those of one class, if it needs none.
  ///
  /// - Throws: `ClassicalError` if they do not suffice, or the method needs the points.
  public func fit(_ moments: ClassMoments) throws -> Placement {
    switch kind {
    case .metric:
      if let metric = try MetricKind.make(part) as? any MomentMetric {
        let fitted = try metric.fit(moments)
        return Placement(map: fitted.map, notes: fitted.notes)
      }
    case .embedding:
      if let embedding = try EmbeddingKind.make(part) as? any MomentEmbedding {
        let fitted = try embedding.fit(moments.total())
        return Placement(map: fitted.map, notes: fitted.notes)
      }
    }
    throw ClassicalError("\(title) is learned from points, not from their moments.")
  }
}
