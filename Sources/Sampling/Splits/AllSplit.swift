internal import Parts
public import Scenes

/// Every labelled pixel trains: for a map that is wanted, not judged.
public struct AllSplit: SplitStrategy {
  static let name = "all"

  public init() {}

  public var description: String { Self.name }

  public func divide(labels: LabelMap, validation: Double, seed: UInt64) throws -> Split {
    try RandomDraw(labels, seed: seed).split(
      train: labels.values.indices.filter { labels.values[$0] > 0 }, test: [],
      validation: validation, description)
  }

  static let kind = SplitKind(
    name, "Every labelled pixel trains, none tests.", options: [],
    words: { $0 == name ? "no test pixels: every labelled pixel trains" : nil },
    make: { _ in AllSplit() })
}
