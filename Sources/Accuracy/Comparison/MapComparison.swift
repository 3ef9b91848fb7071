public import Foundation
import Scenes

/// McNemar's test of two maps by name, as a document holds it.
public struct MapTest: Codable, Equatable, Sendable {
  public var first: String
  public var second: String
  /// Pixels that both map right, the first alone, the second alone, neither.
  public var bothRight: Int
  public var onlyFirst: Int
  public var onlySecond: Int
  public var neither: Int
  /// Two-sided; exact below 25 discordant pixels.
  public var p: Double
  /// The same after Holm, over all tests of the comparison.
  public var holm: Double?
  public var isExact: Bool

  public init(first: String, second: String, test: McNemar) {
    self.first = first
    self.second = second
    bothRight = test.bothRight
    onlyFirst = test.onlyFirst
    onlySecond = test.onlySecond
    neither = test.neither
    p = test.p
    isExact = test.isExact
  }
}

/// Maps compared on the same test pixels.
public struct MapComparison: Codable, Equatable, Sendable {
  /// Figures of each map.
  public var maps: [MethodTable.Method]
  public var testPixels: Int
  public var tests: [MapTest]

  public init(maps: [MethodTable.Method], testPixels: Int, tests: [MapTest]) {
    self.maps = maps
    self.testPixels = testPixels
    self.tests = tests
    for (index, p) in Accuracy.holm(tests.map(\.p)).enumerated() { self.tests[index].holm = p }
  }

  public func json() throws -> Data {
    try JSONEncoder.stable.encode(self)
  }

  private var tables: [[[String]]] {
    let figures =
      [["map"] + ComparedFigure.allCases.map(\.symbol)]
      + maps.map { map in
        [map.name]
          + ComparedFigure.allCases.map { figure in
            map.entries.first { $0.figure == figure }.map {
              MethodTable.percent($0.mean, figure)
            } ?? "–"
          }
      }
    let rows =
      [
        [
          "first", "second", "both right", "first only", "second only", "neither", "McNemar's p",
          "p (Holm)",
        ]
      ]
      + tests.map {
        [
          $0.first, $0.second, String($0.bothRight), String($0.onlyFirst), String($0.onlySecond),
          String($0.neither), MethodTable.probability($0.p) + ($0.isExact ? " (exact)" : ""),
          MethodTable.probability($0.holm),
        ]
      }
    return [figures, rows]
  }

  private var heading: String { "\(counted(testPixels, "test pixel")), the same for all" }

  public func text() -> String {
    ([heading] + tables.map(alignedTable)).joined(separator: "\n\n")
  }

  public func markdown() -> String {
    ([heading] + tables.map(markdownTable)).joined(separator: "\n\n")
  }
}
