/// The nearest class of each query.
public struct NearestClass: Equatable, Sendable {
  public var labels: [Int] = []
  /// Euclidean distance to what stands for that class; NaN for an embedding with NaN.
  public var distances: [Float] = []
  /// From 0 to 1: the larger, the clearer the choice.
  public var confidences: [Float] = []

  public init(labels: [Int] = [], distances: [Float] = [], confidences: [Float] = []) {
    self.labels = labels
    self.distances = distances
    self.confidences = confidences
  }
}
