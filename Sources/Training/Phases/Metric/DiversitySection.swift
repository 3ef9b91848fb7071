public import MetricLearning

/// The prior that keeps the metric's factors apart; see `Diversity`.
public struct DiversitySection: Codable, Equatable, Sendable {
  /// How alike two factors are; `kernel` in the YAML.
  public var similarity: KernelKind = .cosine
  /// Weight λ; 0 for none.
  public var weight = 0.01
  /// ε on the kernel's diagonal.
  public var epsilon = 1e-6
  /// Length scale s, for `rbf`.
  public var scale = 1.0

  public init() {}

  private enum CodingKeys: String, CodingKey {
    case similarity = "kernel"
    case weight, epsilon, scale
  }

  /// The kernel with its scale.
  public var kernel: DiversityKernel {
    switch similarity {
    case .cosine: .cosine
    case .rbf: .rbf(scale: scale)
    }
  }

  func validate(_ rule: Rule) throws {
    try rule.require("weight", weight, in: 0...1e6)
    let isEpsilon = epsilon > 0 && epsilon <= 1
    try rule.require(isEpsilon, "epsilon", is: epsilon, must: "above 0, up to 1")
    let isScale = scale > 0 && scale <= 1e6
    try rule.require(isScale, "scale", is: scale, must: "above 0, up to 1e6")
  }
}
