internal import Parts
public import Scenes

/// This share of each class trains, at random: at least one pixel and never all.
public struct FractionSplit: SplitStrategy {
  public let share: Double

  public init(_ share: Double) { self.share = share }

  public var description: String { "fraction(\(share))" }

  public func divide(labels: LabelMap, validation: Double, seed: UInt64) throws -> Split {
    guard share > 0, share < 1 else {
      throw SamplingError("a training fraction of \(share), not between 0 and 1")
    }
    return try RandomDraw(labels, seed: seed).split(validation: validation, description) {
      min($0 - 1, max(1, Int((Double($0) * share).rounded())))
    }
  }

  static let kind = SplitKind(
    "fraction", "A share of the pixels of each class trains, at random; all others test.",
    options: [.fraction],
    words: { description in
      guard let found = description.wholeMatch(of: #/fraction\(([0-9.e-]+)\)/#),
        let share = Double(found.1)
      else { return nil }
      let percent = (share * 100_000).rounded() / 1000
      let text = percent == percent.rounded() ? "\(Int(percent))" : "\(percent)"
      return "\(text) % of each class at random"
    },
    check: { values, _ in try requireFraction(values) },
    make: { FractionSplit($0.values.number("fraction")) })
}

extension PartOption {
  static let fraction = PartOption.number(
    "fraction", 0.1, "Share that trains, above 0 and below 1.")
}

/// - Throws: `PartError` unless the share lies between 0 and 1.
func requireFraction(_ values: PartValues) throws {
  let share = values.number("fraction")
  guard share > 0, share < 1 else {
    throw PartError(option: "fraction", must: "above 0 and below 1")
  }
}
