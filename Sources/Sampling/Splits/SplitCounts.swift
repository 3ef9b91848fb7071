public import Scenes

/// How many pixels of one class each side of a split has.
public struct SplitCounts: Equatable, Sendable, Codable {
  /// Row of the class in the label map's table, from 1.
  public var label: Int
  public var train: Int
  public var validation: Int
  public var test: Int
  /// Labelled pixels that serve no side: the buffer between blocks, or pixels that masks leave out.
  public var unused: Int

  /// Whether the class can be learnt and judged.
  public var onBothSides: Bool { train > 0 && test > 0 }
}

extension Split {
  /// The pixels of each class that occurs in the label map, by class number.
  ///
  /// A class that a split of blocks could not put on both sides is one whose `onBothSides` is false.
  /// - Throws: `SamplingError` if the map does not belong to the split (`classes(of:in:)`).
  public func counts(in labels: LabelMap) throws -> [SplitCounts] {
    var counts = labels.counts().enumerated().map { label, all in
      SplitCounts(label: label, train: 0, validation: 0, test: 0, unused: all)
    }
    let sides: [(pixels: [Int], tally: WritableKeyPath<SplitCounts, Int>)] = [
      (train, \.train), (validation, \.validation), (test, \.test),
    ]
    for side in sides {
      for label in try classes(of: side.pixels, in: labels) {
        counts[label][keyPath: side.tally] += 1
        counts[label].unused -= 1
      }
    }
    return counts.dropFirst().filter { $0.train + $0.validation + $0.test + $0.unused > 0 }
  }
}
