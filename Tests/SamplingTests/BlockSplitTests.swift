import Sampling
import Scenes
import Testing

@Suite struct BlockSplitTests {
  static let maps = (0..<6).map {
    plotMap(rows: 60 + 7 * $0, columns: 75 - 3 * $0, classes: 5, seed: UInt64($0))
  }

  @Test(arguments: [1, 3, 5, 9]) func noWindowOfATestPixelMeetsATrainingWindow(window: Int) throws {
    for (seed, labels) in Self.maps.enumerated() {
      let split = try BlockSplit(size: 12, sides: .fold(0, of: 4), window: window)
        .split(labels: labels, seed: UInt64(seed))
      let nearest = split.test.map { test in
        (split.train + split.validation).map { pixel in
          max(
            abs(test / labels.columns - pixel / labels.columns),
            abs(test % labels.columns - pixel % labels.columns))
        }.min()!
      }.min()!
      #expect(nearest >= window)
      let leakage = split.leakage(window: window)
      #expect(leakage.containsTrainingPixel == 0)
      #expect(leakage.overlapsTrainingWindow == 0)
    }
  }

  /// Validation pixels choose the model: they must be as new to it as the test pixels.
  @Test(arguments: [1, 3, 5, 9]) func noWindowOfAValidationPixelMeetsATrainingWindow(
    window: Int
  ) throws {
    for (seed, labels) in Self.maps.enumerated() {
      let split = try BlockSplit(size: 12, sides: .fold(0, of: 4), window: window)
        .split(labels: labels, validation: 0.2, seed: UInt64(seed))
      #expect(!split.validation.isEmpty && !split.train.isEmpty)
      let asTest = try Split(
        rows: split.rows, columns: split.columns, train: split.train, validation: [],
        test: split.validation, strategy: split.strategy, seed: split.seed)
      #expect(asTest.leakage(window: window).overlapsTrainingWindow == 0)
      #expect(
        try split.counts(in: labels).allSatisfy { $0.train > 0 || $0.validation == 0 })
    }
  }

  @Test func blocksAreWhole() throws {
    let size = 12
    for labels in Self.maps {
      let split = try BlockSplit(size: size, sides: .fraction(0.5), window: 3)
        .split(labels: labels, validation: 0.2, seed: 1)
      let blockOf = { (pixel: Int) in
        [pixel / labels.columns / size, pixel % labels.columns / size]
      }
      let sides = [split.train, split.validation, split.test].map { Set($0.map(blockOf)) }
      #expect(sides[0].isDisjoint(with: sides[1]))
      #expect(sides[0].isDisjoint(with: sides[2]))
      #expect(sides[1].isDisjoint(with: sides[2]))
      // All labelled pixels of a test block test.
      let expected = labels.values.indices.filter {
        labels.values[$0] > 0 && sides[2].contains(blockOf($0))
      }
      #expect(split.test == expected)
    }
  }

  @Test func foldsTestEveryPixelOnce() throws {
    for labels in Self.maps {
      let tests = try (0..<4).flatMap { fold in
        try BlockSplit(size: 10, sides: .fold(fold, of: 4), window: 3)
          .split(labels: labels, seed: 7).test
      }
      #expect(tests.sorted() == labels.values.indices.filter { labels.values[$0] > 0 })
    }
  }

  @Test func fractionIsAboutMet() throws {
    for labels in Self.maps {
      let labelled = labels.values.count { $0 > 0 }
      let split = try BlockSplit(size: 6, sides: .fraction(0.3), window: 1)
        .split(labels: labels, validation: 0)
      #expect(abs(Double(split.train.count) / Double(labelled) - 0.3) < 0.1)
    }
  }

  /// Class 2 lies in one block only: it cannot be on both sides, and that is said.
  @Test func aClassOfOneBlockIsReported() throws {
    var labels = LabelMap(rows: 40, columns: 40, values: Array(repeating: 1, count: 1600))
    for row in 0..<5 { labels[row: row, column: 3] = 2 }
    let split = try BlockSplit(size: 10, sides: .fold(0, of: 2), window: 3)
      .split(labels: labels)
    let counts = try split.counts(in: labels)
    #expect(counts.map(\.onBothSides) == [true, false])
  }

  @Test func aBufferThatTakesAllIsRefused() {
    let labels = LabelMap(rows: 20, columns: 20, values: Array(repeating: 1, count: 400))
    let error = #expect(throws: SamplingError.self) {
      try BlockSplit(size: 5, sides: .fold(0, of: 2), window: 41).split(labels: labels)
    }
    #expect(error?.description.contains("no training pixel is left") == true)
  }
}
