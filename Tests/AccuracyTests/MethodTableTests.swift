import Accuracy
import Foundation
import Testing

/// Methods compared over repeated runs, against figures worked out by hand.
@Suite struct MethodTableTests {
  private func method(_ name: String, _ overall: [Double?], keys: [String]? = nil) -> MethodRuns {
    MethodRuns(
      name: name,
      runs: overall.enumerated().map { index, value in
        MethodRuns.Run(
          key: keys?[index] ?? "seed \(index)",
          figures: RunFigures(overallAccuracy: value, averageAccuracy: 0.5, kappa: 0.4))
      })
  }

  @Test func meansAndPairedDifferences() throws {
    let table = try MethodTable(
      [method("softmax", [0.90, 0.92, 0.94]), method("metric", [0.91, 0.94, 0.97])])
    let first = try #require(table.methods[0].entries.first)
    #expect(abs(first.mean - 0.92) < 1e-12)
    #expect(abs(try #require(first.deviation) - 0.02) < 1e-12)
    // Differences 0.01, 0.02, 0.03: mean 0.02, deviation 0.01, t(0.975; 2) = 4.302653.
    let gain = try #require(table.differences.first { $0.figure == .overallAccuracy })
    #expect(abs(gain.mean - 0.02) < 1e-12)
    #expect(abs(gain.interval.halfWidth - 4.302_652_7 * 0.01 / 3.0.squareRoot()) < 1e-7)
    #expect(gain.first == "softmax" && gain.second == "metric" && gain.runs == 3)
  }

  @Test func pairsByKeyAndNotByOrder() throws {
    let table = try MethodTable(
      [method("a", [0.5, 0.7]), method("b", [0.8, 0.6], keys: ["seed 1", "seed 0"])])
    let gain = try #require(table.differences.first)
    #expect(abs(gain.mean - 0.1) < 1e-12)
    #expect(gain.interval.halfWidth < 1e-9)
  }

  @Test func absentFiguresStayAbsent() throws {
    let table = try MethodTable(
      [method("a", [0.5, nil]), method("b", [0.8, 0.6])])
    #expect(!table.methods[0].entries.contains { $0.figure == .overallAccuracy })
    #expect(!table.differences.contains { $0.figure == .overallAccuracy })
    #expect(table.differences.contains { $0.figure == .kappa })
    #expect(table.text().contains("–"))
  }

  @Test func repeatedKeysAreRefused() {
    #expect(throws: FigureError.self) {
      try MethodTable([method("a", [0.5, 0.7], keys: ["seed 1", "seed 1"])])
    }
  }

  @Test func everyPairIsCompared() throws {
    let three = ["a", "b", "c"].map { method($0, [0.5, 0.6]) }
    let pairs = try MethodTable(three).differences
      .filter { $0.figure == .kappa }.map { $0.first + $0.second }
    #expect(pairs == ["ab", "ac", "bc"])
  }

  /// Three differences of a figure: the smallest P counts three times, the next twice.
  @Test func manyTestsAreAllowedFor() throws {
    #expect(holm([0.01, 0.04, 0.03]) == [0.03, 0.06, 0.06])
    #expect(holm([0.4, nil, 0.6, 0.01]) == [0.8, nil, 0.8, 0.03])
    #expect(holm([]) == [])
    let table = try MethodTable([
      method("a", [0.50, 0.60, 0.55]), method("b", [0.52, 0.61, 0.58]),
      method("c", [0.70, 0.79, 0.77]),
    ])
    let own = table.differences.filter { $0.figure == .overallAccuracy }
    #expect(own.map(\.holm) == holm(own.map(\.p)))
    #expect(own.allSatisfy { ($0.holm ?? 0) > ($0.p ?? 1) || $0.holm == $0.p })
    #expect(table.text().contains("p (Holm)"))
  }

  /// A difference that is the same at every seed has no spread, and so no P.
  @Test func equalDifferencesHaveNoP() throws {
    let table = try MethodTable([method("a", [0.5, 0.7, 0.6]), method("b", [0.6, 0.8, 0.7])])
    let gain = try #require(table.differences.first { $0.figure == .overallAccuracy })
    #expect(abs(gain.mean - 0.1) < 1e-12 && gain.p == nil && gain.holm == nil)
    #expect(
      table.markdown().contains("| +10.00 | +10.00 to +10.00 | – | – |"), "\(table.markdown())")
  }

  /// Student's interval of 0.90 and 0.99 goes from 0.37 to 1.52: no accuracy does.
  @Test func intervalsStayWithinWhatAFigureCanBe() throws {
    let table = try MethodTable([method("a", [0.90, 0.99]), method("b", [0.02, 0.98])])
    let overall = table.methods.map { $0.entries.first?.interval }
    #expect(overall[0]?.upper == 1 && (overall[0]?.lower ?? 0) > 0.3)
    #expect(overall[1] == Interval(lower: 0, upper: 1))
    let gain = try #require(table.differences.first { $0.figure == .overallAccuracy })
    #expect(gain.interval == Interval(lower: -1, upper: 1))
    #expect(Interval(lower: -0.5, upper: 0.5).clipped(to: 0...1) == Interval(lower: 0, upper: 0.5))
  }

  /// Numbers below 0 have a minus sign, in LaTeX a mathematical one.
  @Test func minusSignsAreNoHyphens() throws {
    let table = try MethodTable([method("a", [0.90, 0.92]), method("b", [0.80, 0.81])])
    #expect(
      table.markdown().contains("| b − a | OA | 2 | −10.50 | −16.85 to −4.15 |"),
      "\(table.markdown())")
    #expect(table.latex().contains("$-$10.50 & $-$16.85 to $-$4.15"))
    #expect(!table.latex().contains(/& -\d/))
  }

  @Test func writtenInEachMarkup() throws {
    let table = try MethodTable(
      [method("soft|max_1", [0.90, 0.92]), method("metric", [0.91, 0.94])])
    #expect(table.markdown().contains("| soft\\|max_1 | 2 | 91.00 ± 1.41 |"))
    #expect(table.latex().contains("soft|max\\_1 & 2 & 91.00 $\\pm$ 1.41"))
    let rows = table.text().split(separator: "\n")
    #expect(rows[1].count == rows[2].count)
    #expect(try JSONDecoder().decode(MethodTable.self, from: table.json()) == table)
  }
}
