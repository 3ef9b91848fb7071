public import Parts
internal import Torch

/// A miner as it describes itself.
public struct MinerKind: PartKind {
  public static let noun = "miner"

  public let name: String
  public let summary: String
  public let options: [PartOption]
  private let make: @Sendable (PartValues, _ distance: any Distance) throws -> any Miner
  private let measures: Bool

  /// - Parameter distance: what the miner measures by unless a configuration names another; nil for
  ///   a miner that measures in its own way.
  init(
    _ name: String, _ summary: String, distance: DistanceKind?, options: [PartOption] = [],
    make: @escaping @Sendable (PartValues, _ distance: any Distance) throws -> any Miner
  ) {
    self.name = name
    self.summary = summary
    measures = distance != nil
    // A learned distance of a miner's own would never be trained.
    let words = DistanceKind.all.filter { !$0.isLearned }.map(\.name)
    self.options =
      options
      + (distance.map {
        [PartOption.choice("distance", $0.name, of: words, "What the miner measures by.")]
      } ?? [])
    self.make = make
  }

  func make(_ part: Part, features: Int, device: Device) throws -> any Miner {
    let values = try values(part.parameters)
    guard measures else { return try make(values, LpDistance.euclidean) }
    let distance = try DistanceKind.named(values.word("distance"))
      .make(Part(values.word("distance")), features: features, device: device)
    return try make(values, distance)
  }
}
