import Accuracy
import Foundation
import Testing

/// What a study's results say.
@Suite struct StudyResultsTests {
  private func outcome(
    _ split: String, _ method: String, _ seed: UInt64, fold: Int? = nil, _ rows: [[Int]],
    leakage: LeakageSummary? = nil, alone: [[Int]]? = nil
  ) -> StudyResults.Outcome {
    var report = SyntheticReport.make(names: ["Corn", "Woods"])
    report.networkAlone = alone.map { ConfusionMatrix(rows: $0) }
    report.walk = alone.map { _ in
      WalkSummary(
        classifier: "network", isUsed: true, prior: 0.001, labels: 9, caught: [0.9, 0.2, 0.7, 0.6])
    }
    if let leakage { report.leakage = leakage }
    report.confusion = ConfusionMatrix(rows: rows)
    return StudyResults.Outcome(
      split: split, method: method, seed: seed, fold: fold, report: ReportDocument(report))
  }

  private func level(_ name: String) -> StudyResults.Level {
    StudyResults.Level(name: name, series: name)
  }

  /// A fold without a class, and one that misses half of it: together 3 of 4 pixels are right.
  @Test func foldsAreCountedTogether() throws {
    let results = StudyResults(
      title: "Folds", splits: [level("blocks")], methods: [level("softmax")],
      outcomes: [
        outcome("blocks", "softmax", 0, fold: 0, [[2, 0], [0, 0]]),
        outcome("blocks", "softmax", 0, fold: 1, [[0, 0], [1, 1]]),
        // Its other fold is missing, so this seed says nothing yet.
        outcome("blocks", "softmax", 1, fold: 0, [[0, 2], [0, 0]]),
      ], planned: 4)
    let text = try results.markdown()
    #expect(text.contains("3 of 4 runs."))
    #expect(text.contains("Pixels of 2 folds are counted together"))
    #expect(text.contains("| softmax | 1 | 75.00 |"), "\(text)")
    #expect(text.contains("| Corn | 100.00 |"))
    #expect(text.contains("| Woods | 50.00 |"))
    #expect(results.csv().split(separator: "\r\n").count == 4)
  }

  /// Methods that see farther leak more on the same split, each by its runs' mean.
  @Test func leakageIsSaidOfEachWindow() throws {
    let seen = { (window: Int, overlaps: Double) in
      LeakageSummary(
        window: window, containsTrainingPixel: 0, overlapsTrainingWindow: overlaps,
        besideTrainingPixel: 0)
    }
    let rows = [[10, 0], [0, 10]]
    let results = StudyResults(
      title: "Windows", splits: [level("blocks")], methods: [level("net"), level("profile")],
      outcomes: [
        outcome("blocks", "net", 0, rows, leakage: seen(9, 0)),
        outcome("blocks", "profile", 0, rows, leakage: seen(17, 0.5)),
        outcome("blocks", "profile", 1, rows, leakage: seen(17, 0.7)),
      ], planned: 4)
    let text = try results.markdown()
    #expect(text.contains("net: No test pixel's window shares"), "\(text)")
    #expect(text.contains("profile: 60 % of test pixels have a window that overlaps"), "\(text)")
  }

  @Test func differencesArePairedBySeed() throws {
    let results = StudyResults(
      title: "Pairs", splits: [level("random")], methods: [level("a"), level("b")],
      outcomes: (0..<3).flatMap { seed in
        [
          outcome("random", "a", UInt64(seed), [[6 + seed, 4 - seed], [0, 10]]),
          outcome("random", "b", UInt64(seed), [[7 + seed, 3 - seed], [0, 10]]),
        ]
      }, planned: 6)
    let text = try results.markdown()
    // One pixel of 20 more at every seed: 5 points without spread.
    #expect(text.contains("| b − a | OA | 3 | +5.00 | +5.00 to +5.00 | – | – |"), "\(text)")
    #expect(text.contains("| a | 3 | 85.00 ± 5.00 |"), "\(text)")
    let tex = try results.latex()
    #expect(tex.contains("85.00 $\\pm$ 5.00") && tex.contains("\\begin{tabular}"))
  }

  /// What the network does by itself stands beside the map that walks smoothed, and how far these
  /// carried labels; a method without a walk has no such figures.
  @Test func networksAloneStandBesideTheirWalkedMaps() throws {
    let results = StudyResults(
      title: "Walks", splits: [level("random")], methods: [level("SVM"), level("net")],
      outcomes: (0..<2).flatMap { seed in
        [
          outcome("random", "SVM", seed, [[8, 2], [2, 8]]),
          outcome(
            "random", "net", seed, [[10, 0], [0, 10]],
            alone: [[6, 4], [5 + Int(seed), 5 - Int(seed)]]),
        ]
      }, planned: 4)
    let text = try results.markdown()
    #expect(text.contains("| OA without walk |"), "\(text)")
    #expect(text.contains("| net | 2 | 100.00 ± 0.00 |") && text.contains("| 52.50 ± 3.54 |"))
    #expect(
      text.contains("| SVM | 2 | 80.00 ± 0.00 | 80.00 to 80.00 |") && text.contains("| – | – | – |")
    )
    #expect(text.contains("from which most walkers end at a label: net 75\u{A0}%"), "\(text)")
    let rows = results.csv().split(separator: "\r\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    let column = try #require(rows[0].firstIndex(of: "overall accuracy without walk"))
    #expect(rows[1][column] == "" && rows[2][column] == "0.550000" && rows[4][column] == "0.500000")
  }

  /// The seconds of all epochs of all phases.
  @Test func trainingSecondsAreThoseOfAllEpochs() throws {
    var run = outcome("random", "net", 0, [[8, 2], [2, 8]])
    for phase in run.report.histories.indices {
      for epoch in run.report.histories[phase].epochs.indices {
        run.report.histories[phase].epochs[epoch].seconds = 1.5
      }
    }
    let epochs = run.report.histories.reduce(0) { $0 + $1.epochs.count }
    #expect(run.report.histories.count == 2 && epochs > 4)
    let results = StudyResults(
      title: "Time", splits: [level("random")], methods: [level("net")], outcomes: [run], planned: 1
    )
    let last = try #require(results.csv().split(separator: "\r\n").last?.split(separator: ",").last)
    #expect(Double(last) == 1.5 * Double(epochs))
  }

  /// A method is chosen by validation pixels, folds by how many they have; the test pixels judge it.
  @Test func validationPixelsAreCountedOverFolds() throws {
    let judged = {
      (method: String, seed: UInt64, folds: [(pixels: Int, accuracy: Double)]) in
      folds.enumerated().map { fold, validation in
        var outcome = self.outcome("blocks", method, seed, fold: fold, [[5, 0], [0, 5]])
        for index in outcome.report.classes.indices { outcome.report.classes[index].validation = 0 }
        outcome.report.classes[1].validation = validation.pixels
        let last = outcome.report.histories.indices.last!
        let end = outcome.report.histories[last].epochs.indices.last!
        outcome.report.histories[last].epochs[end].validationAccuracy = validation.accuracy
        return outcome
      }
    }
    let results = StudyResults(
      title: "Choice", splits: [level("blocks")], methods: [level("a"), level("b"), level("c")],
      outcomes: judged("a", 0, [(10, 0.5), (30, 0.9)]) + judged("a", 1, [(20, 0.7), (20, 0.7)])
        + judged("b", 0, [(10, 0.9), (30, 0.9)]) + judged("b", 1, [(20, 0.8), (20, 0.8)])
        // Without validation pixels a method cannot be chosen so.
        + judged("c", 0, [(0, 0.9), (0, 0.9)]) + judged("c", 1, [(0, 0.8), (0, 0.8)]),
      planned: 12)
    let text = try results.markdown()
    #expect(text.contains("| a | 2 | 75.00 ± 7.07 |  |  |  |"), "\(text)")
    #expect(text.contains("| b | 2 | 85.00 ± 7.07 | +10.00 | +10.00 to +10.00 | – |"), "\(text)")
    #expect(!text.contains("| c | 2 | 85.00"))
  }

  @Test func curvesAndFailuresAreShown() throws {
    let levels = [5, 50].map {
      StudyResults.Level(name: "labels \($0)", series: "labels", key: "count", value: "\($0)")
    }
    let results = StudyResults(
      title: "Curve <1>", splits: levels, methods: [level("a")],
      outcomes: [
        outcome("labels 5", "a", 0, [[5, 5], [0, 10]]),
        outcome("labels 50", "a", 0, [[10, 0], [0, 10]]),
      ], planned: 3, failures: [("labels 5, b, seed 0", "no pixels")])
    let text = try results.markdown()
    #expect(text.contains("| OA %, by count | 5 | 50 |"))
    #expect(text.contains("| a | 75.00 | 100.00 |"), "\(text)")
    #expect(text.contains("- labels 5, b, seed 0: no pixels"))
    let page = try results.html()
    #expect(
      page.contains("<svg") && page.contains("Curve &lt;1&gt;") && !page.contains("Curve <1>"))
  }
}
