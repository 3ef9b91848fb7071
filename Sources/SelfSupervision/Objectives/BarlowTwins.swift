// Zbontar, Jing, Misra, LeCun and Deny, "Barlow Twins: self-supervised learning via redundancy
// reduction", ICML 2021, equations 1 and 2.
// Choices of ours: 256 numbers a projection in place of 8192; ε as in the authors' code, where the
// paper has none: a column that does not vary then counts as uncorrelated.
internal import Parts
package import Torch

///     Σ_i (1 − C_ii)² + λ Σ_{i≠j} C_ij²,  C the correlation of the columns of both projections.
package struct BarlowTwins: Objective {
  private let projector: Head
  private let lambda: Double
  private static let epsilon = 1e-5

  /// C, width × width: columns centred and divided by √(population variance + ε).
  package static func correlation(
    _ first: Tensor, _ second: Tensor, epsilon: Double
  ) throws -> Tensor {
    func standardised(_ z: Tensor) throws -> Tensor {
      let centred = try z - z.mean(0, keep: true)
      return try centred / (centred.squared().mean(0, keep: true) + epsilon).squareRoot()
    }
    return try standardised(first).transposed().times(standardised(second))
      / Double(first.shape[0])
  }

  package static func loss(of correlation: Tensor, lambda: Double) throws -> Tensor {
    let diagonal = try correlation.diagonal()
    let others = try correlation.squared().sum() - diagonal.squared().sum()
    return try (1 - diagonal).squared().sum() + others * lambda
  }

  package func loss(of views: Views, by encoder: Encoder) throws -> ObjectiveLoss {
    let (first, second) = try encoder.pair(views)
    let halves = try projector(Tensor.concatenated([first, second], along: 0))
    let count = first.shape[0]
    let correlation = try Self.correlation(
      halves.slice(0, 0..<count), halves.slice(0, count..<(2 * count)), epsilon: Self.epsilon)
    return try ObjectiveLoss(Self.loss(of: correlation, lambda: lambda), first)
  }

  package func state(_ path: String) -> [StateEntry] { projector.state(joined(path, "projector")) }
}

extension BarlowTwins {
  static let kind = ObjectiveKind(
    "barlowTwins", "Two views correlate number by number, and no two numbers do (Barlow Twins).",
    options: [
      .width(256),
      .number("lambda", 5e-3, in: 0...1000, "Weight λ of the correlation of different numbers."),
    ]
  ) {
    BarlowTwins(
      projector: try $0.projector(to: $0.whole("width")), lambda: $0.number("lambda"))
  }
}
