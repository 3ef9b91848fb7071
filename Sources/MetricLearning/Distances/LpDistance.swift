internal import Parts
public import Torch

/// ‖a − b‖_p to a power, by default of embeddings brought to a p-norm of 1.
public struct LpDistance: Distance {
  public let p: Double
  public let power: Double
  public let isNormalised: Bool
  public var isSimilarity: Bool { false }

  /// - Parameters:
  ///   - p: from 1 to infinity.
  ///   - power: from 1.
  ///   - normalised: whether embeddings are first divided by their p-norm.
  public init(p: Double = 2, power: Double = 1, normalised: Bool = true) throws {
    try require(p >= 1, "the p of an Lp distance must be 1 or more, not \(p)")
    try require(
      power >= 1 && power.isFinite, "the power of a distance must be 1 or more, not \(power)")
    self.init(unchecked: p, power, normalised)
  }

  private init(unchecked p: Double, _ power: Double, _ normalised: Bool) {
    self.p = p
    self.power = power
    isNormalised = normalised
  }

  /// ‖a − b‖₂ of normalised embeddings.
  public static var euclidean: LpDistance { LpDistance(unchecked: 2, 1, true) }
  /// ‖a − b‖₂² of normalised embeddings.
  public static var squaredEuclidean: LpDistance { LpDistance(unchecked: 2, 2, true) }
  /// ‖a − b‖₁ of embeddings normalised so.
  public static var manhattan: LpDistance { LpDistance(unchecked: 1, 1, true) }
  /// max |a − b| of embeddings normalised so.
  public static var chebyshev: LpDistance { LpDistance(unchecked: .infinity, 1, true) }

  public func callAsFunction(_ a: Tensor, _ b: Tensor) throws -> Tensor {
    let distances = try prepared(a).pairwiseDistances(to: prepared(b), p: p)
    return power == 1 ? distances : try distances.power(power)
  }

  func prepared(_ embeddings: Tensor) throws -> Tensor {
    isNormalised ? try embeddings.normalised(p: p) : embeddings
  }

  /// Whether this is ‖a − b‖₂ of normalised embeddings, to the power given.
  func isEuclidean(power: Double) -> Bool { p == 2 && isNormalised && self.power == power }
}

extension LpDistance {
  static let kind = DistanceKind(
    "lp", "The Lp distance.",
    options: [
      .number("p", 2, "Exponent p."), .number("power", 1, "Power that the distance is raised to."),
      .flag("normalised", true, "Bring embeddings to length 1 first."),
    ]
  ) { values, _, _ in
    try LpDistance(
      p: values.number("p"), power: values.number("power"), normalised: values.flag("normalised"))
  }
  static let euclideanKind = DistanceKind(
    "euclidean", "The Euclidean distance of embeddings of length 1."
  ) { _, _, _ in euclidean }
  static let squaredEuclideanKind = DistanceKind(
    "squaredEuclidean", "Its square."
  ) { _, _, _ in squaredEuclidean }
  static let manhattanKind = DistanceKind(
    "manhattan", "The sum of absolute differences."
  ) { _, _, _ in manhattan }
  static let chebyshevKind = DistanceKind(
    "chebyshev", "The largest absolute difference."
  ) { _, _, _ in chebyshev }
}
