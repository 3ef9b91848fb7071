internal import Parts
public import Scenes

/// Whole blocks of size × size pixels train or test. For windows of `window` × `window`, none of a
/// training pixel shares a pixel with one of a validation or test pixel, nor of these two with one
/// another. Validation takes whole blocks of about its share.
public struct BlockSplit: SplitStrategy {
  public let size: Int
  public let sides: BlockSides
  public let window: Int

  public init(size: Int, sides: BlockSides, window: Int) {
    self.size = size
    self.sides = sides
    self.window = window
  }

  public var description: String { "blocks(size \(size), \(sides), window \(window))" }

  public func divide(labels: LabelMap, validation: Double, seed: UInt64) throws -> Split {
    try BlockGrid(labels: labels, size: size, window: window)
      .split(sides, validation: validation, seed: seed, strategy: description)
  }

  static let kind = SplitKind(
    "blocks", "Whole blocks train or test, a window apart: the accuracy is that of new ground.",
    options: [
      .whole("size", 15, in: 1...1_000_000, "Side of a block in pixels."),
      .whole(
        "folds", 5, in: 0...100,
        "Parts that the blocks are dealt into; 0 if a share of the blocks trains."),
      .whole("fold", 0, in: 0...99, "Which part tests, from 0."),
      .number("fraction", 0.1, "Share of the blocks that trains if folds is 0."),
      .whole(
        "window", 0, in: 0...255, "Side of the windows that are kept apart; 0 for the network's."),
    ],
    words: { description in
      description.wholeMatch(of: #/blocks\(size ([^,]+), (.+), window ([^,]+)\)/#).map {
        "blocks of \($0.1) × \($0.1) pixels apart by a window of \($0.3) (\($0.2))"
      }
    },
    check: { values, patch in
      let (folds, fold, window) = (
        values.whole("folds"), values.whole("fold"), values.whole("window")
      )
      guard folds != 1 else {
        throw PartError(option: "folds", must: "0 (a fraction of the blocks) or 2 to 100")
      }
      guard fold < max(1, folds) else {
        throw PartError(option: "fold", must: "from 0 to \(max(0, folds - 1))")
      }
      try requireFraction(values)
      guard window == 0 || window % 2 == 1 && window >= patch else {
        throw PartError(
          option: "window",
          must: "0 or odd and at least the network's window (\(patch)), or blocks would leak into "
            + "each other")
      }
    },
    make: { ground in
      let values = ground.values
      let (folds, window) = (values.whole("folds"), values.whole("window"))
      return BlockSplit(
        size: values.whole("size"),
        sides: folds == 0
          ? .fraction(values.number("fraction")) : .fold(values.whole("fold"), of: folds),
        window: window == 0 ? ground.window : window)
    })
}
