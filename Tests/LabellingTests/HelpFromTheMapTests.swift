import Scenes
import Testing

@testable import Labelling

/// The estimate of accuracy, and suggestions.
@Suite struct HelpFromTheMapTests {
  /// References at places, with one feature.
  private func points(_ classes: [[(pixel: Int, value: Float)]]) -> ReferencePoints {
    ReferencePoints(
      revision: 1,
      classes: classes.map { one in
        ReferencePoints.Class(
          values: one.flatMap { [$0.value] + [Float](repeating: 0, count: 15) },
          slots: one.indices.map { UInt16($0) }, filled: one.map { _ in 1 },
          pixels: one.map(\.pixel), emptied: [], horizon: 0)
      })
  }

  @Test func blocksAreJudgedByOthersAlone() {
    // Two classes in three blocks each of 10 columns, 100 columns wide.
    let apart = points([
      [(5, 0), (6, 0), (35, 0.1), (65, 0.2)], [(15, 5), (45, 5.1), (75, 5.2)],
    ])
    let sure = BlockEstimate(apart, columns: 100, side: 10)
    #expect(sure.accuracy == 1 && sure.blocks == 6 && sure.pixels == 7)
    #expect(sure.isWeak, "six blocks are few")
    // A class whose second block looks like the other class.
    let mixed = points([[(5, 0), (35, 5.1)], [(15, 5), (45, 5)]])
    let half = BlockEstimate(mixed, columns: 100, side: 10)
    #expect(half.accuracy == 0.5)
    #expect((half.lower ?? 1) < 0.5 && (half.upper ?? 0) > 0.5)
  }

  @Test func whatCannotBeJudgedIsSaid() {
    let one = BlockEstimate(points([[(5, 0), (6, 0)], [(15, 5)]]), columns: 100, side: 10)
    #expect(one.accuracy == nil && one.untold == [1, 2] && one.isWeak)
    let none = BlockEstimate(points([]), columns: 100, side: 10)
    #expect(none.accuracy == nil && none.pixels == 0)
  }

  private func candidate(_ row: Int, _ value: Float, _ uncertainty: Double) -> Suggestions.Candidate
  {
    Suggestions.Candidate(
      row: row, column: 0, values: [value] + [Float](repeating: 0, count: 15),
      uncertainty: uncertainty, strangeness: 0)
  }

  @Test func suggestionsAreUncertainAndDiffer() throws {
    let candidates = [
      candidate(0, 0, 0.9), candidate(100, 0.01, 0.89), candidate(200, 3, 0.8),
      candidate(300, 6, 0.1), candidate(2, 3, 0.88),
    ]
    let chosen = try Suggestions.choose(candidates, count: 2)
    #expect(chosen.map(\.row) == [0, 200], "not its copy, nor one that lies beside it")
    #expect(try Suggestions.choose([], count: 3).isEmpty)
    #expect(try Suggestions.choose([candidate(1, 1, 1)], count: 3).count == 1)
  }
}
