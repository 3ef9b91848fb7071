// J. Snell, K. Swersky, R. Zemel, "Prototypical networks for few-shot learning", NIPS 2017.
// easyfsl takes the distance unsquared: `distance: euclidean`.
internal import Parts
package import Torch

/// The class whose mean is nearest.
///
///     c_k = mean of the class's points,  score = −‖q − c_k‖²   (or −‖q − c_k‖, or τ cos(q, c_k))
package struct PrototypicalHead: Head {
  package enum Distance: String, CaseIterable, Sendable {
    case squaredEuclidean, euclidean, cosine
  }

  let distance: Distance
  let temperature: Double
  package var weights: Weights { .none }

  /// - Parameters:
  ///   - distance: to the prototypes.
  ///   - temperature: τ, which multiplies cosines.
  package init(distance: Distance = .squaredEuclidean, temperature: Double = 10) {
    self.distance = distance
    self.temperature = temperature
  }

  package func scores(_ query: Tensor, _ support: Support) throws -> Tensor {
    try support.requireColumns(query)
    let means = try support.means()
    switch distance {
    case .squaredEuclidean: return try query.negativeSquares(to: means)
    case .euclidean: return try -query.pairwiseDistances(to: means)
    case .cosine:
      return try query.unitRows().times(means.unitRows().transposed()) * temperature
    }
  }

  /// Of squared distances: −‖q − c‖² = 2 c·q − ‖c‖² − ‖q‖².
  package func classifier(_ support: Support) throws -> LinearClassifier? {
    guard distance == .squaredEuclidean else { return nil }
    let means = try support.means()
    return LinearClassifier(weight: try means * 2, bias: try -(means.squared().sum(1)))
  }
}

extension PrototypicalHead {
  static let kind = HeadKind(
    "prototypical", title: "prototypical network", "The class whose mean is nearest.",
    paper: "Snell et al. 2017", traits: [.linear],
    options: [
      .choice("distance", Distance.squaredEuclidean, "What is taken to the means."),
      .number("temperature", 10, in: 1e-3...1e6, "Multiplies cosines."),
    ]
  ) {
    PrototypicalHead(
      distance: $0.values.choice("distance"), temperature: $0.values.number("temperature"))
  }
}
