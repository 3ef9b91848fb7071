public import Foundation
import Scenes

/// Methods over repeated runs: mean ± sample standard deviation of each figure, and what one method
/// gains over another with the same seeds and splits, with 95 % intervals.
///
/// Shares are from 0 to 1 and differences second − first. Figures that a run does not have make the
/// method's figure absent, not 0.
public struct MethodTable: Codable, Equatable, Sendable {
  /// A figure of one method over its runs.
  public struct Entry: Codable, Equatable, Sendable {
    public var figure: ComparedFigure
    public var mean: Double
    /// Sample standard deviation; absent for one run.
    public var deviation: Double?
    /// Student's interval of the mean; absent for one run.
    public var interval: Interval?
  }

  public struct Method: Codable, Equatable, Sendable {
    public var name: String
    public var runs: Int
    public var entries: [Entry]
  }

  public struct Difference: Codable, Equatable, Sendable {
    public var first: String
    public var second: String
    public var figure: ComparedFigure
    public var runs: Int
    public var mean: Double
    public var interval: Interval
    /// Two-sided P of Student's paired test; absent if all differences are equal.
    public var p: Double?
    /// The same after Holm, over all differences of this figure in the table.
    public var holm: Double?
  }

  public var methods: [Method]
  public var differences: [Difference]

  /// - Throws: `FigureError` if a key occurs twice in a method.
  public init(_ methods: [MethodRuns]) throws {
    for method in methods {
      var seen: Set<String> = []
      if let again = method.runs.first(where: { !seen.insert($0.key).inserted })?.key {
        throw FigureError(
          "\(method.name) has two runs of \(again). A paired comparison needs each once")
      }
    }
    self.methods = methods.map { method in
      Method(
        name: method.name, runs: method.runs.count,
        entries: ComparedFigure.allCases.compactMap { figure in
          let values = method.runs.map { figure.value(of: $0.figures) }
          guard !values.contains(nil), let spread = RunSpread(values.compactMap { $0 }) else {
            return nil
          }
          return Entry(
            figure: figure, mean: spread.mean, deviation: spread.deviation,
            interval: spread.interval()?.clipped(to: figure.range))
        })
    }
    var differences: [Difference] = []
    for (second, method) in methods.enumerated() {
      for first in 0..<second { differences += try Self.differences(methods[first], method) }
    }
    for figure in ComparedFigure.allCases {
      let own = differences.indices.filter { differences[$0].figure == figure }
      for (index, p) in zip(own, Accuracy.holm(own.map { differences[$0].p })) {
        differences[index].holm = p
      }
    }
    self.differences = differences
  }

  /// Of the runs that both have; none where these are fewer than two.
  private static func differences(
    _ first: MethodRuns, _ second: MethodRuns
  ) throws -> [Difference] {
    let pairs = first.runs.compactMap { run in
      second.runs.first { $0.key == run.key }.map { (run.figures, $0.figures) }
    }
    guard pairs.count > 1 else { return [] }
    return try ComparedFigure.allCases.compactMap { figure in
      let values = pairs.compactMap { pair in
        figure.value(of: pair.0).flatMap { a in figure.value(of: pair.1).map { (a, $0) } }
      }
      guard values.count == pairs.count else { return nil }
      let difference = try PairedDifference(first: values.map(\.0), second: values.map(\.1))
      return Difference(
        first: first.name, second: second.name, figure: figure, runs: values.count,
        mean: difference.mean,
        interval: difference.interval().clipped(to: figure.differenceRange), p: difference.p)
    }
  }

  /// The table as JSON, keys in alphabetical order.
  public func json() throws -> Data {
    try JSONEncoder.stable.encode(self)
  }
}
