import Sampling
import Scenes
import Testing

@Suite struct SplitStrategyTests {
  /// Classes of 2, 3, 10 and 100 pixels.
  let labels: LabelMap = {
    var values: [UInt16] = []
    for (label, count) in [(1, 2), (2, 3), (3, 10), (4, 100)] {
      values += Array(repeating: UInt16(label), count: count)
    }
    values += Array(repeating: 0, count: 5)
    return LabelMap(rows: 12, columns: 10, values: values)
  }()

  @Test func perClassGivesHalfOfSmallClasses() throws {
    let counts = try PerClassSplit(8).split(labels: labels, validation: 0)
      .counts(in: labels)
    #expect(counts.map(\.train) == [1, 1, 5, 8])
    #expect(counts.map(\.test) == [1, 2, 5, 92])
  }

  @Test func fractionIsStratified() throws {
    let counts = try FractionSplit(0.3).split(labels: labels, validation: 0)
      .counts(in: labels)
    #expect(counts.map(\.train) == [1, 1, 3, 30])
  }

  @Test func validationLeavesATrainingPixelInEachClass() throws {
    let counts = try PerClassSplit(8).split(labels: labels, validation: 0.9)
      .counts(in: labels)
    #expect(counts.map(\.validation) == [0, 0, 4, 7])
    #expect(counts.map(\.train) == [1, 1, 1, 1])
  }

  @Test func aClassOfOnePixelIsNamed() {
    var labels = labels
    labels.values[0] = 0
    for strategy in [PerClassSplit(5), FractionSplit(0.5)] as [any SplitStrategy] {
      let error = #expect(throws: SamplingError.self) { try strategy.split(labels: labels) }
      #expect(error?.description.contains("class 1 has 1 labelled pixel") == true)
    }
  }

  @Test(arguments: [
    PerClassSplit(0) as any SplitStrategy, PerClassSplit(-3), FractionSplit(0), FractionSplit(1),
    FractionSplit(.nan),
    BlockSplit(size: 0, sides: .fraction(0.5), window: 3),
    BlockSplit(size: 4, sides: .fraction(0.5), window: 4),
    BlockSplit(size: 4, sides: .fraction(0.5), window: -1),
    BlockSplit(size: 12, sides: .fraction(0.5), window: 3),
    BlockSplit(size: 4, sides: .fraction(2), window: 3),
    BlockSplit(size: 4, sides: .fold(0, of: 1), window: 3),
    BlockSplit(size: 4, sides: .fold(3, of: 3), window: 3),
    BlockSplit(size: 4, sides: .fold(-1, of: 3), window: 3),
    BlockSplit(size: 6, sides: .fold(0, of: 5), window: 3),
    BlockSplit(size: 4, sides: .fold(0, of: 3), window: .max),
  ]) func absurdNumbersAreRefused(strategy: any SplitStrategy) {
    #expect(throws: SamplingError.self) { try strategy.split(labels: labels) }
  }

  @Test func aMapWithoutLabelsIsRefused() {
    let empty = LabelMap(rows: 20, columns: 20, values: Array(repeating: 0, count: 400))
    for strategy in [
      PerClassSplit(2), BlockSplit(size: 4, sides: .fraction(0.5), window: 1),
    ] as [any SplitStrategy] {
      #expect(throws: SamplingError.self) { try strategy.split(labels: empty) }
    }
  }

  @Test func masksMustFit() throws {
    let map = { (values: [UInt16]) in LabelMap(rows: 1, columns: 4, values: values) }
    let strategy = MaskSplit(train: map([1, 2, 0, 0]), test: map([0, 0, 1, 2]))
    let union = try strategy.labels(over: map([9, 9, 9, 9]))
    #expect(union.values == [1, 2, 1, 2])
    #expect(try strategy.split(labels: union, validation: 0).test == [2, 3])

    let differs = #expect(throws: SamplingError.self) {
      try strategy.split(labels: map([1, 2, 1, 1]))
    }
    #expect(differs?.description.contains("class 2 against class 1") == true)
    let overlap = MaskSplit(train: map([1, 2, 1, 0]), test: map([0, 0, 1, 2]))
    let error = #expect(throws: SamplingError.self) { try overlap.split(labels: union) }
    #expect(
      error?.description.contains("the training mask and the test mask share 1 pixel") == true)
    let tall = LabelMap(rows: 4, columns: 1, values: [1, 1, 0, 0])
    let shape = #expect(throws: SamplingError.self) {
      try MaskSplit(train: tall, test: map([0, 0, 1, 2])).labels(over: union)
    }
    #expect(shape?.description.contains("4×1") == true)
  }

  @Test func splitsAreOfTheirSceneOnly() throws {
    #expect(throws: SamplingError.self) {
      try Split(
        rows: 2, columns: 2, train: [0], validation: [], test: [4], strategy: "x", seed: 0)
    }
    #expect(throws: SamplingError.self) {
      try Split(
        rows: 2, columns: 2, train: [0, 1], validation: [1], test: [3], strategy: "x", seed: 0)
    }
    #expect(throws: SamplingError.self) {
      try Split(
        rows: .max, columns: 2, train: [0], validation: [], test: [1], strategy: "x", seed: 0)
    }
    let split = try Split(
      rows: 2, columns: 2, train: [2, 0], validation: [], test: [3], strategy: "x", seed: 0)
    #expect(try split.without([2, 1]).train == [0])
    #expect(throws: SamplingError.self) { try split.without([3]) }
    #expect(throws: SamplingError.self) {
      try split.counts(in: LabelMap(rows: 2, columns: 2, values: [1, 1, 1, 0]))
    }
    #expect(throws: SamplingError.self) {
      try split.counts(in: LabelMap(rows: 4, columns: 1, values: [1, 1, 1, 1]))
    }
  }
}
