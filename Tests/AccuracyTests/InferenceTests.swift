import Accuracy
import Testing

@Suite struct InferenceTests {
  /// Two-sided 95 % and one-sided 99.95 % points of Student's t, from printed tables.
  @Test(arguments: [
    (1, 0.975, 12.7062047), (2, 0.975, 4.30265273), (7, 0.975, 2.36462425),
    (9, 0.975, 2.26215716), (30, 0.975, 2.04227246), (1000, 0.975, 1.96233908),
    (4, 0.9995, 8.61030158), (9, 0.025, -2.26215716),
  ])
  func studentQuantile(degrees: Int, probability: Double, expected: Double) {
    let t = StudentDistribution.quantile(probability, degreesOfFreedom: degrees)
    #expect(abs(t - expected) < 1e-7)
  }

  /// With 1 and 2 degrees of freedom the tail has a closed form.
  @Test(arguments: [0.0, 0.1, 1, 2.5, 40])
  func studentTail(t: Double) {
    let two = 1 - t / (2 + t * t).squareRoot()
    #expect(abs(StudentDistribution.twoSidedTail(t, degreesOfFreedom: 2) - two) < 1e-13)
    // I(x; a, b) of whole numbers is a binomial tail: I(½; 2, 3) = 11/16.
    #expect(abs(incompleteBeta(0.5, 2, 3) - 11.0 / 16) < 1e-14)
  }

  @Test func normalQuantile() {
    #expect(abs(NormalDistribution.quantile(0.975) - 1.959963984540054) < 1e-14)
    #expect(abs(NormalDistribution.quantile(0.9995) - 3.290526731491926) < 1e-12)
    #expect(NormalDistribution.quantile(0.5) == 0)
    #expect(abs(NormalDistribution.quantile(0.1) + 1.2815515655446004) < 1e-13)
  }

  @Test func runs() throws {
    let spread = try #require(RunSpread([98.2, 98.9, 98.4, 98.5]))
    #expect(abs(spread.mean - 98.5) < 1e-12)
    #expect(abs((spread.deviation ?? 0) - 0.294392028877595) < 1e-12)
    #expect(RunSpread([0.9])?.deviation == nil && RunSpread([0.9])?.interval() == nil)
    #expect(RunSpread([]) == nil && RunSpread([.nan]) == nil)
  }

  @Test func pairedDifference() throws {
    let gain = try PairedDifference(first: [0, 0, 0], second: [1, 2, 3])
    // t(0.975; 2) · 1/√3 = 4.302652729911275 / 1.7320508…
    #expect(abs(gain.mean - 2) < 1e-12)
    #expect(abs(gain.interval().halfWidth - 4.302652729911275 / 3.squareRoot()) < 1e-10)
    #expect(abs(try #require(gain.p) - 0.074179900227448) < 1e-10)
    // Equal differences show no spread to judge by, whether they are 0 or not.
    #expect(try PairedDifference(first: [1, 2], second: [1, 2]).p == nil)
    #expect(try PairedDifference(first: [0.1, 0.2], second: [0.3, 0.4]).p == nil)
    #expect(throws: FigureError.self) { try PairedDifference(first: [1], second: [2]) }
    #expect(throws: FigureError.self) { try PairedDifference(first: [1, 2], second: [1, 2, 3]) }
  }

  @Test func fewDiscordantPixelsAreTestedExactly() {
    let test = McNemar(bothRight: 100, onlyFirst: 9, onlySecond: 1, neither: 3)
    // 2 · (C(10,0) + C(10,1)) / 2¹⁰
    #expect(test.isExact && abs(test.p - 22.0 / 1024) < 1e-13)
    let same = McNemar(bothRight: 5, onlyFirst: 0, onlySecond: 0, neither: 2)
    #expect(same.p == 1 && same.chiSquare == nil)
  }
}
