// J. Goldberger, S. Roweis, G. Hinton, R. Salakhutdinov, "Neighbourhood components analysis", NIPS
// 2004. Found by L-BFGS, as `NeighborhoodComponentsAnalysis` of scikit-learn 1.9.
internal import Parts
internal import Torch

/// Neighbourhood components analysis: the map under which a point's class is likely when another
/// point is drawn by nearness. See `NeighbourhoodObjective`.
///
/// A begins at the principal axes, scaled so that squared distances are 2 on average.
public struct NCA: Metric {
  public let components: Int?
  public let objective: NeighbourhoodObjective.Form
  public let iterations: Int
  public let tolerance: Double
  /// Points learned from at most, and the seed of a sample.
  public let most: Int
  public let seed: UInt64

  /// - Parameters:
  ///   - components: rows of A; nil for as many as there are directions.
  ///   - objective: a sum of probabilities, or of their logarithms.
  ///   - iterations: at most.
  ///   - tolerance: share of its first value that the objective gains by a last step.
  ///   - most: points learned from; a sample of so many if there are more.
  ///   - seed: of the sample.
  public init(
    components: Int? = nil, objective: NeighbourhoodObjective.Form = .sum, iterations: Int = 100,
    tolerance: Double = 1e-5, most: Int = 2000, seed: UInt64 = 0
  ) {
    self.components = components
    self.objective = objective
    self.iterations = iterations
    self.tolerance = tolerance
    self.most = most
    self.seed = seed
  }

  public func fit(_ all: LabelledPoints) throws -> FittedMap {
    try all.requireTwoClasses("NCA")
    let (sample, told) = try all.sampled(most, seed: seed)
    try require(
      sample.classes.contains { $0.rows.count > 1 },
      "NCA needs a class of two points or more; all \(sample.classes.count) classes have one.")
    let frame = try DescentFrame(sample.points, components: components)
    let likelihood = try NeighbourhoodObjective(
      frame.points, labels: sample.labels, form: objective)
    let found = try Descent(iterations: iterations, tolerance: tolerance)
      .minimise(from: frame.start) {
        let (value, gradient) = try likelihood($0)
        return (-value, try -gradient)
      }
    return try frame.fitted(found, notes: told + sample.notesOnSinglePoints)
  }
}

extension NCA {
  static let kind = MetricKind(
    "nca", title: "neighbourhood components analysis",
    "A neighbour drawn by nearness is likely of the same class.",
    paper: "Goldberger et al. 2004", trait: .classes,
    components: .init(most: .directions),
    options: [
      .choice(
        "objective", NeighbourhoodObjective.Form.sum, "Sum of the likelihoods, or of their logs."),
      .iterations(100), .tolerance(1e-5, "Share of the first objective that a last step gains."),
      .sample(2000), .seed,
    ],
    cost: "Iterations × all pairs of points; a sample above `points`.",
    refusal: "Points of one class; classes of one point only."
  ) {
    NCA(
      components: $0.optionalWhole("components"), objective: $0.choice("objective"),
      iterations: $0.whole("iterations"), tolerance: $0.number("tolerance"),
      most: $0.whole("points"), seed: $0.seed)
  }
}
