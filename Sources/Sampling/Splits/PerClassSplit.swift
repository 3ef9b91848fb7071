internal import Parts
public import Scenes

/// This many random pixels of each class train. A class with fewer than twice as many gives half of
/// its pixels.
public struct PerClassSplit: SplitStrategy {
  public let count: Int

  public init(_ count: Int) { self.count = count }

  public var description: String { "perClass(\(count))" }

  public func divide(labels: LabelMap, validation: Double, seed: UInt64) throws -> Split {
    guard count > 0 else {
      throw SamplingError("\(count) training pixels a class", remedy: "Ask for at least 1")
    }
    return try RandomDraw(labels, seed: seed).split(validation: validation, description) {
      min($0 / 2, count)
    }
  }

  static let kind = SplitKind(
    "perClass", "Random pixels of each class train, all others test.",
    options: [
      .whole("count", 200, in: 1...1_000_000_000, "Training pixels of each class.")
    ],
    words: { description in
      description.wholeMatch(of: #/perClass\((\d+)\)/#).map {
        "\($0.1) random pixel\($0.1 == "1" ? "" : "s") of each class"
      }
    },
    make: { PerClassSplit($0.values.whole("count")) })
}
