public import Torch

/// Nearest references, their distances told in the measure of the ground that they stand on.
///
/// A class that is wide in one place and narrow in another has no one distance beyond which a point
/// is unlike it, so each reference has a scale of its own; see `LocalScale`.
public struct RelativeNeighbours {
  private let search: NearestNeighbours
  private let scale: LocalScale

  /// - Parameters:
  ///   - references: M × k.
  ///   - labels: their classes.
  public init(references: Tensor, labels: [Int]) throws {
    search = try NearestNeighbours(references: references, labels: labels)
    scale = try LocalScale(of: search.references, labels: labels)
  }

  /// As `NearestNeighbours.classify`, with relative distances.
  public func classify(_ queries: Tensor, neighbours: Int) throws -> NearestClass {
    try search.classify(queries, neighbours: neighbours) { scale.values[$0] }
  }
}
