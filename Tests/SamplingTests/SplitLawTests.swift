import Sampling
import Scenes
import Testing

/// What holds for a split however it is made.
@Suite struct SplitLawTests {
  static let labels = plotMap(rows: 90, columns: 80, classes: 6, seed: 3)

  static let strategies: [any SplitStrategy] = {
    var train = labels
    var test = labels
    for pixel in labels.values.indices {
      if pixel % 3 == 0 { test.values[pixel] = 0 } else { train.values[pixel] = 0 }
    }
    return [
      PerClassSplit(20), PerClassSplit(100_000), FractionSplit(0.1), FractionSplit(0.999),
      MaskSplit(train: train, test: test),
      BlockSplit(size: 9, sides: .fraction(0.3), window: 5),
      BlockSplit(size: 9, sides: .fold(0, of: 3), window: 5),
      BlockSplit(size: 20, sides: .fold(1, of: 2), window: 9),
    ]
  }()

  @Test(arguments: strategies) func sidesAreDisjointAscendingAndLabelled(
    strategy: any SplitStrategy
  ) throws {
    let split = try strategy.split(labels: Self.labels, seed: 5)
    for side in [split.train, split.validation, split.test] {
      #expect(!side.isEmpty)
      #expect(zip(side, side.dropFirst()).allSatisfy { $0 < $1 })
      #expect(side.allSatisfy { Self.labels.values[$0] > 0 })
    }
    let all = Set(split.train).union(split.validation).union(split.test)
    #expect(all.count == split.train.count + split.validation.count + split.test.count)
  }

  @Test(arguments: [
    ("perClass(100)", "100 random pixels of each class"),
    ("perClass(1)", "1 random pixel of each class"),
    ("fraction(0.05)", "5 % of each class at random"),
    ("fraction(0.999)", "99.9 % of each class at random"),
    ("by hand", "by hand"),
  ])
  func aStrategyIsToldInWords(description: String, words: String) {
    #expect(SplitKind.inWords(description) == words)
  }

  /// Each of ours has words of its own.
  @Test(arguments: strategies) func noStrategyIsShownAsCode(strategy: any SplitStrategy) {
    #expect(SplitKind.inWords(strategy.description) != strategy.description)
    #expect(!SplitKind.inWords(strategy.description).contains("perClass"))
  }

  @Test(arguments: strategies) func seedDecides(strategy: any SplitStrategy) throws {
    let first = try strategy.split(labels: Self.labels, seed: 5)
    #expect(try strategy.split(labels: Self.labels, seed: 5) == first)
    let other = try strategy.split(labels: Self.labels, seed: 6)
    #expect(other.train != first.train)
  }

  @Test(arguments: strategies) func everyClassIsOnBothSides(strategy: any SplitStrategy) throws {
    let split = try strategy.split(labels: Self.labels, seed: 5)
    let counts = try split.counts(in: Self.labels)
    #expect(counts.map(\.label) == Array(1...6))
    #expect(counts.allSatisfy { $0.onBothSides })
    let all = Self.labels.counts()
    for count in counts {
      #expect(count.train + count.validation + count.test + count.unused == all[count.label])
      if strategy is BlockSplit { continue }
      #expect(count.unused == 0)
    }
  }

  @Test(arguments: strategies) func validationComesFromTheTrainingSide(
    strategy: any SplitStrategy
  ) throws {
    let with = try strategy.split(labels: Self.labels, validation: 0.25, seed: 5)
    let without = try strategy.split(labels: Self.labels, validation: 0, seed: 5)
    #expect(without.validation.isEmpty)
    #expect(with.test == without.test)
    // Blocks drop what lies between the two sides.
    let both = Set(with.train).union(with.validation)
    #expect(both.isSubset(of: without.train))
    if !(strategy is BlockSplit) { #expect(both == Set(without.train)) }
    let share = Double(with.validation.count) / Double(without.train.count)
    #expect(abs(share - 0.25) < 0.1)
    #expect(try with.counts(in: Self.labels).allSatisfy { $0.train > 0 })
  }

  @Test(arguments: strategies) func sharesThatAreNoneAreRefused(strategy: any SplitStrategy) {
    for validation in [-0.1, 1, .nan, .infinity] {
      #expect(throws: SamplingError.self) {
        try strategy.split(labels: Self.labels, validation: validation)
      }
    }
  }
}
