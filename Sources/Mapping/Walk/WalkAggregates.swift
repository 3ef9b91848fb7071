internal import CPixels

/// Which rows of a graph are one row of a coarser one.
final class WalkAggregates {
  /// The aggregate of each row; −1 without one.
  let aggregate: WalkNumbers<Int32>
  let count: Int

  init(of aggregate: WalkNumbers<Int32>, count: Int) {
    self.aggregate = aggregate
    self.count = count
  }

  /// These joined once more.
  func joined(by others: WalkAggregates) -> WalkAggregates {
    renamed(count: others.count) { others.aggregate.base[$0] }
  }

  /// Those with most rows; the others' rows are without one.
  fileprivate func largest(_ most: Int) -> WalkAggregates {
    var sizes = [Int](repeating: 0, count: count)
    for row in 0..<aggregate.count where aggregate.base[row] >= 0 {
      sizes[Int(aggregate.base[row])] += 1
    }
    let kept = sizes.indices.sorted {
      sizes[$0] == sizes[$1] ? $0 < $1 : sizes[$0] > sizes[$1]
    }.prefix(most).sorted()
    var names = [Int32](repeating: -1, count: count)
    for (name, old) in kept.enumerated() { names[old] = Int32(name) }
    return renamed(count: kept.count) { names[$0] }
  }

  private func renamed(count: Int, _ name: (Int) -> Int32) -> WalkAggregates {
    for row in 0..<aggregate.count where aggregate.base[row] >= 0 {
      aggregate.base[row] = name(Int(aggregate.base[row]))
    }
    return WalkAggregates(of: aggregate, count: count)
  }
}

extension WalkGraph {
  /// How much of a row's value comes from its neighbours' aggregates: a step of weighted Jacobi.
  private static let smoothing: Float = 2.0 / 3

  /// Joins rows that walkers go between readily, about five at a time.
  ///
  /// - Returns: nil if too few rows can be joined.
  func aggregated() -> WalkAggregates? {
    let aggregate = WalkNumbers<Int32>(count)
    let coarse = with { Int(facet_walk_aggregate($0, aggregate.base)) }
    guard coarse > 0, coarse < count * 9 / 10 else { return nil }
    return WalkAggregates(of: aggregate, count: coarse)
  }

  /// Aggregates of aggregates, and so on.
  ///
  /// - Parameters:
  ///   - rounds: of joining, at least, as far as rows can be joined.
  ///   - most: aggregates at most. Where more cannot be joined, as single pixels unlike the one field
  ///     around them all, the smallest are left out.
  /// - Returns: nil if too few rows can be joined.
  func aggregates(rounds: Int, most: Int) -> WalkAggregates? {
    guard var aggregates = aggregated() else { return nil }
    var (graph, round) = (joined(aggregates), 1)
    while round < rounds || graph.count > most, let others = graph.aggregated() {
      (graph, aggregates) = (graph.joined(others), aggregates.joined(by: others))
      round += 1
    }
    return graph.count > most ? aggregates.largest(most) : aggregates
  }

  /// The graph of aggregates, all rows of one changed by as much.
  func joined(_ aggregates: WalkAggregates) -> WalkGraph {
    coarser(aggregates, smoothing: 0).graph
  }

  /// A coarser graph whose rows' values pass smoothly from one aggregate to the next.
  ///
  /// - Returns: PᵀAP, P and Pᵀ; see `facet_walk_shares`.
  func coarser(
    _ aggregates: WalkAggregates, smoothing: Float = WalkGraph.smoothing
  ) -> (graph: WalkGraph, shares: WalkMatrix, members: WalkMatrix) {
    let (start, lost) = (WalkNumbers<Int32>(count + 1), WalkNumbers<Float>(count))
    let share = {
      (column: UnsafeMutablePointer<Int32>?, value: UnsafeMutablePointer<Float>?) in
      self.with { graph in
        forParts(of: self.count) {
          facet_walk_shares(
            graph, aggregates.aggregate.base, smoothing, $0, $1, start.base, column, value,
            lost.base)
        }
      }
    }
    share(nil, nil)
    let numbers = begin(start)
    let shares = WalkMatrix(
      rows: count, columns: aggregates.count, start: start, column: WalkNumbers(numbers),
      value: WalkNumbers(numbers))
    share(shares.column.base, shares.value.base)
    let members = shares.transposed()
    let caught = WalkNumbers<Float>(count)
    with { graph in
      forParts(of: count) { facet_walk_caught(graph, lost.base, $0, $1, caught.base) }
    }
    return (WalkGraph(self, shares, members, caught: caught), shares, members)
  }
}
