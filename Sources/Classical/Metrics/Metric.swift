internal import Torch

/// A metric on points, learned in closed form or by descent: a linear map L after which Euclidean
/// distances are the metric's.
public protocol Metric: Sendable {
  /// - Throws: `ClassicalError` if the points do not suffice; it says what is needed.
  func fit(_ points: LabelledPoints) throws -> FittedMap
}

/// A metric that asks for no classes.
public protocol UnlabelledMetric: Metric {
  func fit(_ points: Points) throws -> FittedMap
}

extension UnlabelledMetric {
  public func fit(_ points: LabelledPoints) throws -> FittedMap { try fit(points.points) }
}

/// A metric that needs no more than the moments of each class: it learns from a whole scene, strip
/// by strip.
public protocol MomentMetric: Metric {
  func fit(_ moments: ClassMoments) throws -> FittedMap
}

extension MomentMetric {
  public func fit(_ points: LabelledPoints) throws -> FittedMap { try fit(ClassMoments(points)) }
}

/// A metric that learns from pairs of like and of unlike points. Given classes, it draws pairs, or
/// takes all.
public protocol PairMetric: Metric {
  func fit(_ points: Points, pairs: PointPairs) throws -> FittedMap
}

/// A metric that draws its pairs from classes.
protocol DrawnPairMetric: PairMetric {
  /// "ITML".
  static var shortName: String { get }
  /// Pairs of each kind at most if none are asked for.
  static var mostPairs: Int { get }
  /// Pairs of each kind; nil for 20 · classes², as metric-learn 0.7, at most `mostPairs`.
  var pairs: Int? { get }
  var seed: UInt64 { get }
}

extension DrawnPairMetric {
  public func fit(_ points: LabelledPoints) throws -> FittedMap {
    try points.requireTwoClasses(Self.shortName)
    let count = points.classes.count
    return try fit(
      points.points,
      pairs: PointPairs(
        of: points, count: pairs ?? min(Self.mostPairs, 20 * count * count), seed: seed)
    ).adding(points.notesOnSinglePoints)
  }
}
