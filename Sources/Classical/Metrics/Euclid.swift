internal import Parts
internal import Torch

/// The Euclidean distance itself, L = I: what every other metric is compared with.
public struct Euclid: UnlabelledMetric {
  public init() {}

  public func fit(_ points: Points) throws -> FittedMap {
    try FittedMap(
      .identity(points.width, type: .float64), centre: .zeros([1, points.width], type: .float64))
  }
}

extension Euclid {
  static let kind = MetricKind(
    "euclidean", title: "Euclidean distance", "The points as they are.", paper: "none",
    trait: .none,
    cost: "Nothing.", refusal: "Nothing."
  ) { _ in Euclid() }
}
