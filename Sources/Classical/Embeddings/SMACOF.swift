// J. de Leeuw, "Applications of convex analysis to multidimensional scaling", 1977. Iterations and
// tolerance as `MDS` of scikit-learn 1.9; it begins at random places, we at those of classical
// scaling.
internal import Parts
package import Torch

/// Scaling by majorisation (SMACOF): coordinates that make the stress small,
///
///     σ(Y) = Σ_{i<j} (‖y_i − y_j‖ − δ_ij)²,  δ_ij = ‖x_i − x_j‖
///     Y ← B(Y) Y / n,  B_ij = −δ_ij / ‖y_i − y_j‖,  B_ii = −Σ_{j≠i} B_ij
///
/// (Guttman's transform), which never raises it. There is no rule for new points.
public struct SMACOF: Embedding {
  public let components: Int
  public let iterations: Int
  public let tolerance: Double
  public let most: Int

  /// - Parameters:
  ///   - components: from 1.
  ///   - iterations: at most.
  ///   - tolerance: share of Σ d² that a last iteration takes off the stress.
  ///   - most: points, which have no places if there are more.
  public init(
    components: Int = 2, iterations: Int = 300, tolerance: Double = 1e-6, most: Int = 2000
  ) {
    self.components = components
    self.iterations = iterations
    self.tolerance = tolerance
    self.most = most
  }

  public func fit(_ points: Points) throws -> FittedEmbedding {
    try require(
      points.count <= most,
      "SMACOF compares all pairs of at most \(most) points and has no rule for others; got "
        + "\(points.count). Give a sample, take `mds`, or raise `points`.")
    let start = try ClassicalMDS(components: components, most: most).embed(points).coordinates
    let found = try run(points, from: start)
    let hasConverged = found.stress.count <= iterations
    let notes =
      found.normalisedStress.isFinite ? ["Stress-1 is \(rounded(found.normalisedStress))."] : []
    return try FittedEmbedding(
      found.places,
      newPoints: .refused(
        because: "SMACOF has no rule for points that it was not learned from; embed all points at "
          + "once, or take `mds`."),
      notes: notes
        + (hasConverged
          ? []
          : ["Stopped after \(iterations) iterations before it converged; allow more `iterations`."])
    )
  }

  private func rounded(_ value: Double) -> Double { (value * 1e4).rounded() / 1e4 }

  /// What the iterations came to.
  package struct Run {
    package let places: Tensor
    /// σ before the first and after each iteration.
    package let stress: [Double]
    /// √(σ / Σ_{i<j} ‖y_i − y_j‖²) at the end (Kruskal's stress-1).
    package let normalisedStress: Double
  }

  /// - Parameter start: N × k.
  package func run(_ points: Points, from start: Tensor) throws -> Run {
    let (centred, _) = try points.centred()
    let wanted = try centred.pairwiseDistances(to: centred)
    let scale = 1 / Double(points.count)
    var places = start
    var distances = try places.pairwiseDistances(to: places)
    var stress = [try Self.stress(distances, wanted)]
    var squares = try distances.squared().sum().item() / 2
    for _ in 0..<iterations {
      // Points at one place push each other nowhere.
      let ratios = try (wanted / distances.maximum(1e-300))
        .filled(where: distances.equal(0), with: 0)
      places = try (places * ratios.sum(1, keep: true) - ratios.times(places)) * scale
      distances = try places.pairwiseDistances(to: places)
      stress.append(try Self.stress(distances, wanted))
      squares = try distances.squared().sum().item() / 2
      let gain = stress[stress.count - 2] - stress[stress.count - 1]
      if tolerance > 0, gain <= tolerance * squares { break }
    }
    return Run(
      places: places, stress: stress,
      normalisedStress: ((stress.last ?? 0) / squares).squareRoot())
  }

  private static func stress(_ distances: Tensor, _ wanted: Tensor) throws -> Double {
    try (distances - wanted).squared().sum().item() / 2
  }
}

extension SMACOF {
  static let kind = EmbeddingKind(
    "smacof", title: "scaling by majorisation", "Coordinates with the least stress.",
    paper: "de Leeuw 1977", trait: .refused,
    components: .init(2, most: .points),
    options: [
      .iterations(300),
      .tolerance(1e-6, "Share of the squared distances that a last iteration gains."),
      .whole("points", 2000, "Points at most; there is no rule for others."),
    ],
    cost: "Iterations × all pairs of points.",
    refusal: "More points than `points`; points that are all the same."
  ) {
    SMACOF(
      components: $0.whole("components"), iterations: $0.whole("iterations"),
      tolerance: $0.number("tolerance"), most: $0.whole("points"))
  }
}
