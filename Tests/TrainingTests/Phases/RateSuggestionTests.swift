import Testing
import Training

/// Which rate is suggested by a loss that is watched while the rate rises.
@Suite struct RateSuggestionTests {
  private func test(_ smoothed: [Double]) -> RateRangeTest {
    RateRangeTest(
      steps: smoothed.enumerated().map { index, loss in
        RateRangeTest.Step(rate: Double(index + 1), loss: loss, smoothed: loss)
      })
  }

  /// Level, then a fall over `fall`, then a rise.
  private func losses(_ count: Int, fall: Range<Int>) -> [Double] {
    (0..<count).map { index in
      if index < fall.lowerBound { return 2 }
      if index < fall.upperBound { return 2 - Double(index - fall.lowerBound + 1) / 20 }
      return 2 - Double(fall.count) / 20 + Double(index - fall.upperBound + 1) / 5
    }
  }

  @Test func theMiddleOfTheFall() throws {
    let rate = try #require(test(losses(120, fall: 70..<90)).suggestion)
    #expect((70...91).contains(rate))
  }

  @Test func noiseOfTheFirstBatchesIsNoFall() throws {
    var noisy = losses(120, fall: 70..<90)
    noisy[0] = 9
    noisy[1] = 4
    let rate = try #require(test(noisy).suggestion)
    #expect((70...91).contains(rate))
  }

  @Test func aShortFallIsFoundToo() throws {
    let rate = try #require(test([5, 4, 3, 2, 6, 9]).suggestion)
    #expect((1...4).contains(rate))
  }

  @Test func aLossThatNeverFallsSuggestsNothing() {
    #expect(test((0..<60).map { 1 + Double($0) }).suggestion == nil)
    #expect(test([]).suggestion == nil)
  }
}
