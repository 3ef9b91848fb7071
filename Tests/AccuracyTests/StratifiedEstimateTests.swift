import Accuracy
import Testing

@Suite struct StratifiedEstimateTests {
  /// The worked example of Olofsson et al. (2014), tables 8 and 9: deforestation, forest gain,
  /// stable forest, stable non-forest. The counts, overall and user's accuracy and the areas are
  /// the paper's as recalled; the half widths of producer's accuracy were computed independently.
  @Test func strataThatAreTheMappedClasses() throws {
    let byMap = [[66, 0, 5, 4], [0, 55, 8, 12], [1, 0, 153, 11], [2, 1, 9, 313]]
    let sample = ConfusionMatrix(rows: (0..<4).map { r in (0..<4).map { byMap[$0][r] } })
    let mapped = [200_000, 150_000, 3_200_000, 6_450_000]
    let estimate = try StratifiedEstimate(sample: sample, mapped: mapped)
    #expect(near(estimate.overallAccuracy, 0.95, 0.02))
    for (k, users) in [(0.88, 0.07), (0.73, 0.10), (0.93, 0.04), (0.96, 0.02)].enumerated() {
      #expect(near(estimate.usersAccuracy[k], users.0, users.1))
    }
    for (k, producers) in [(0.75, 0.21), (0.85, 0.25), (0.93, 0.03), (0.96, 0.02)].enumerated() {
      #expect(near(estimate.producersAccuracy[k], producers.0, producers.1))
    }
    let area = estimate.areaShares[0]
    #expect(abs(area.value * 10_000_000 - 235_086) < 1)
    // Published without the finite population correction, which is 1 part in 5000 here.
    #expect(abs((area.interval()?.halfWidth ?? 0) * 10_000_000 - 68_418) < 40)
    #expect(abs(estimate.areaShares.reduce(0) { $0 + $1.value } - 1) < 1e-12)
  }

  /// The worked example of Stehman (2014), table 2, where strata are not the mapped classes.
  @Test func strataThatAreNot() throws {
    let number = { (names: String) in names.map { UInt16($0.asciiValue ?? 0) - 64 } }
    let estimate = try StratifiedEstimate(
      strata: (0..<40).map { $0 / 10 },
      map: number("AAAAAAABBB" + "ABBBBBBBBB" + "BBCCCCCCBB" + "DDDDDDDDDD"),
      reference: number("AAAAACBABC" + "ABBBBBAABB" + "CCCCCDDBBA" + "DDDDDDDCCB"),
      sizes: [40_000, 30_000, 20_000, 10_000])
    #expect(near(estimate.overallAccuracy, standardError: 0.085, 0.63))
    #expect(near(estimate.usersAccuracy[1], standardError: 0.125, 0.574))
    #expect(near(estimate.producersAccuracy[1], standardError: 0.117, 0.794))
    #expect(near(estimate.areaShares[0], standardError: 0.082, 0.35))
    #expect(near(estimate.areaShares[2], standardError: 0.064, 0.20))
  }

  @Test func aCensusIsCertain() throws {
    let all = ConfusionMatrix(rows: [[5, 1], [2, 8]])
    let estimate = try StratifiedEstimate(sample: all, mapped: [7, 9])
    #expect(abs(estimate.overallAccuracy.value - 13.0 / 16) < 1e-12)
    #expect(estimate.overallAccuracy.standardError == 0)
    #expect(abs((estimate.producersAccuracy[0]?.value ?? 0) - 5.0 / 6) < 1e-12)
  }

  @Test func oneSampledPixelShowsNoSpread() throws {
    let sample = ConfusionMatrix(rows: [[1, 1], [0, 8]])
    let estimate = try StratifiedEstimate(sample: sample, mapped: [50, 90])
    #expect(estimate.overallAccuracy.standardError == nil)
    #expect(estimate.overallAccuracy.interval() == nil)
  }

  @Test func whatCannotBeEstimatedIsRefused() {
    let sample = ConfusionMatrix(rows: [[3, 0], [0, 3]])
    let rejected = ConfusionMatrix(rows: [[3]], unclassified: [1])
    #expect(throws: FigureError.self) { try StratifiedEstimate(sample: sample, mapped: [9, 9, 9]) }
    #expect(throws: FigureError.self) { try StratifiedEstimate(sample: sample, mapped: [9]) }
    #expect(throws: FigureError.self) { try StratifiedEstimate(sample: sample, mapped: [2, 9]) }
    #expect(throws: FigureError.self) { try StratifiedEstimate(sample: rejected, mapped: [9]) }
    #expect(throws: FigureError.self) {
      try StratifiedEstimate(sample: ConfusionMatrix(classes: 0), mapped: [])
    }
    #expect(throws: FigureError.self) {
      try StratifiedEstimate(strata: [0], map: [0], reference: [1], sizes: [9])
    }
  }

  private func near(_ estimate: Estimate?, _ value: Double, _ half: Double) -> Bool {
    guard let estimate, let interval = estimate.interval() else { return false }
    return abs(estimate.value - value) <= 0.005 && abs(interval.halfWidth - half) <= 0.005
  }

  private func near(_ estimate: Estimate?, standardError: Double, _ value: Double) -> Bool {
    guard let estimate, let error = estimate.standardError else { return false }
    return abs(estimate.value - value) <= 0.0005 && abs(error - standardError) <= 0.0005
  }
}
