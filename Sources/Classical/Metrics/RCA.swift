// N. Shental, T. Hertz, D. Weinshall, M. Pavel, "Adjustment learning and relevant component
// analysis", ECCV 2002; A. Bar-Hillel, T. Hertz, N. Shental, D. Weinshall, "Learning distance
// functions using equivalence relations", ICML 2003. As `RCA` of metric-learn 0.7, without its
// reduction of dimensions.
internal import Parts
internal import Torch

/// Relevant component analysis: after it, classes vary alike in all directions, so that directions
/// in which points of one class differ count little.
///
///     C = Σ_c Σ_{x of c} (x − x̄_c)(x − x̄_c)ᵀ / n        L = C^−½, symmetric
///
/// The classes may be chunklets: groups of points known to be alike.
public struct RCA: MomentMetric {
  public let ridge: Double?

  /// - Parameter ridge: share of the mean variance within classes added to each direction. With it
  ///   all directions count, also those in which no point varies. nil for none, and for 0.01 among
  ///   the directions in which points vary if C is singular there.
  public init(ridge: Double? = nil) { self.ridge = ridge }

  public func fit(_ moments: ClassMoments) throws -> FittedMap {
    let total = try moments.total()
    let within = try moments.within() * (1 / Double(total.count))
    let notes = moments.notesOnSinglePoints
    guard try within.diagonal().sum().item() > 0 else {
      return try FittedMap(
        .identity(total.width, type: .float64), centre: total.mean,
        notes: notes + ["No class has two points that differ: distances stay Euclidean."])
    }
    return try roundMap(
      of: within, total, ridge: ridge, name: "the scatter within classes", notes: notes)
  }
}

extension RCA {
  static let kind = MetricKind(
    "rca", title: "relevant component analysis", "Classes vary alike in all directions.",
    paper: "Shental et al. 2002", trait: .classes, options: [.ridge],
    cost: "Mean and covariance of each class, in one pass over any number of points.",
    refusal: "A value that is not finite."
  ) { RCA(ridge: $0.optionalNumber("ridge")) }
}
