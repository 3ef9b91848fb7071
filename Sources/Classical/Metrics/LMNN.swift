// K. Weinberger, L. Saul, "Distance metric learning for large margin nearest neighbor
// classification", JMLR 10, 2009. Targets and weight as `LMNN` of metric-learn 0.7; found by
// L-BFGS in fewer iterations.
internal import Parts
internal import Torch

/// Large margin nearest neighbours: each point's k nearest of its class, its targets, come near, and
/// points of other classes stay beyond them by a margin of 1. See `LargeMarginObjective`.
///
/// L begins at the principal axes, scaled so that squared distances are 2 on average.
public struct LMNN: Metric {
  public let components: Int?
  public let neighbours: Int?
  public let push: Double
  public let iterations: Int
  public let tolerance: Double
  /// Points learned from at most, and the seed of a sample.
  public let most: Int
  public let seed: UInt64

  /// - Parameters:
  ///   - components: rows of L; nil for as many as there are directions.
  ///   - neighbours: k; nil for 3, or as many as the smallest class of two points or more has.
  ///   - push: μ in 0…1, the weight of points that come too near.
  ///   - iterations: at most.
  ///   - tolerance: share of its first value that the objective gains by a last step.
  ///   - most: points learned from; a sample of so many if there are more.
  ///   - seed: of the sample.
  public init(
    components: Int? = nil, neighbours: Int? = nil, push: Double = 0.5, iterations: Int = 100,
    tolerance: Double = 1e-5, most: Int = 1000, seed: UInt64 = 0
  ) throws {
    try require((0...1).contains(push), "The weight μ must lie in 0…1, not \(push).")
    self.components = components
    self.neighbours = neighbours
    self.push = push
    self.iterations = iterations
    self.tolerance = tolerance
    self.most = most
    self.seed = seed
  }

  public func fit(_ all: LabelledPoints) throws -> FittedMap {
    try all.requireTwoClasses("LMNN")
    var (sample, notes) = try all.sampled(most, seed: seed)
    notes += sample.notesOnSinglePoints
    let k = try sample.neighboursWithinClasses(
      neighbours, standard: 3, "LMNN", notes: &notes)
    let frame = try DescentFrame(sample.points, components: components)
    let objective = try LargeMarginObjective(
      frame.points, labels: sample.labels, targets: Self.targets(of: sample, k), push: push)
    let found = try Descent(iterations: iterations, tolerance: tolerance)
      .minimise(from: frame.start, objective.callAsFunction)
    return try frame.fitted(found, notes: notes)
  }

  /// The k nearest of its class of each point; none for a point that is alone.
  package static func targets(of sample: LabelledPoints, _ k: Int) throws -> [[Int]] {
    var targets = [[Int]](repeating: [], count: sample.points.count)
    for (_, rows) in sample.classes where rows.count > 1 {
      let found = try Neighbours(of: sample.points.selecting(rows), count: k)
      for (place, row) in rows.enumerated() {
        targets[row] = found.rows[place].map { rows[$0] }
      }
    }
    return targets
  }
}

extension LMNN {
  static let kind = MetricKind(
    "lmnn", title: "large margin nearest neighbours",
    "Nearest of the class come near, other classes stay a margin beyond.",
    paper: "Weinberger and Saul 2009", trait: .classes,
    components: .init(most: .directions),
    options: [
      .neighbours(nil, "Nearest of the class drawn near; default 3, or all there are."),
      .number("push", 0.5, in: 0...1, "Weight μ of points that come too near."),
      .iterations(100), .tolerance(1e-5, "Share of the first objective that a last step gains."),
      .sample(1000), .seed,
    ],
    cost: "Iterations × neighbours × all pairs of points; a sample above `points`.",
    refusal: "Points of one class; more neighbours than the smallest class has."
  ) {
    try LMNN(
      components: $0.optionalWhole("components"), neighbours: $0.optionalWhole("neighbours"),
      push: $0.number("push"), iterations: $0.whole("iterations"),
      tolerance: $0.number("tolerance"), most: $0.whole("points"), seed: $0.seed)
  }
}
