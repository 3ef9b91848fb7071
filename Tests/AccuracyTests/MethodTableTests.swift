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
      [method("softmax", [0.90, 0.92, 0.94]), method("metric", [0.91, 0.94, 0.97])],
      pairing: .consecutive)
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
      [method("a", [0.5, 0.7]), method("b", [0.8, 0.6], keys: ["seed 1", "seed 0"])],
      pairing: .all)
    let gain = try #require(table.differences.first)
    #expect(abs(gain.mean - 0.1) < 1e-12)
    #expect(gain.interval.halfWidth < 1e-9)
  }

  @Test func absentFiguresStayAbsent() throws {
    let table = try MethodTable(
      [method("a", [0.5, nil]), method("b", [0.8, 0.6])], pairing: .all)
    #expect(!table.methods[0].entries.contains { $0.figure == .overallAccuracy })
    #expect(!table.differences.contains { $0.figure == .overallAccuracy })
    #expect(table.differences.contains { $0.figure == .kappa })
    #expect(table.text().contains("–"))
  }

  @Test func repeatedKeysAreRefused() {
    #expect(throws: FigureError.self) {
      try MethodTable([method("a", [0.5, 0.7], keys: ["seed 1", "seed 1"])], pairing: .all)
    }
  }

  @Test func everyPairOrTheOneBefore() throws {
    let three = ["a", "b", "c"].map { method($0, [0.5, 0.6]) }
    let pairs = { (pairing: MethodTable.Pairing) in
      try MethodTable(three, pairing: pairing).differences
        .filter { $0.figure == .kappa }.map { $0.first + $0.second }
    }
    #expect(try pairs(.all) == ["ab", "ac", "bc"])
    #expect(try pairs(.consecutive) == ["ab", "bc"])
  }

  @Test func writtenInEachMarkup() throws {
    let table = try MethodTable(
      [method("soft|max_1", [0.90, 0.92]), method("metric", [0.91, 0.94])], pairing: .all)
    #expect(table.markdown().contains("| soft\\|max_1 | 2 | 91.00 ± 1.41 |"))
    #expect(table.latex().contains("soft|max\\_1 & 2 & 91.00 $\\pm$ 1.41"))
    let rows = table.text().split(separator: "\n")
    #expect(rows[1].count == rows[2].count)
    #expect(try JSONDecoder().decode(MethodTable.self, from: table.json()) == table)
  }
}
