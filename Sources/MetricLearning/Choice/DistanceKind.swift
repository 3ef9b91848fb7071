public import Parts
internal import Torch

/// A distance as it describes itself.
public struct DistanceKind: PartKind {
  public static let noun = "distance"

  public let name: String
  public let summary: String
  public let options: [PartOption]
  /// Whether it has weights that are trained.
  public let isLearned: Bool
  private let make: @Sendable (PartValues, _ features: Int, Device) throws -> any Distance

  init(
    _ name: String, _ summary: String, options: [PartOption] = [], isLearned: Bool = false,
    make: @escaping @Sendable (PartValues, _ features: Int, Device) throws -> any Distance
  ) {
    self.name = name
    self.summary = summary
    self.options = options
    self.isLearned = isLearned
    self.make = make
  }

  /// - Parameter features: width of the embeddings, for a metric that is learned.
  func make(_ part: Part, features: Int, device: Device) throws -> any Distance {
    try make(values(part.parameters), features, device)
  }
}
