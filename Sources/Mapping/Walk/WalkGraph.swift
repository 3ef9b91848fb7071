internal import CPixels

/// Memory for numbers that C loops work on, 0 at first.
final class WalkNumbers<Element: BitwiseCopyable> {
  let base: UnsafeMutablePointer<Element>
  let count: Int

  init(_ count: Int) {
    self.count = count
    let bytes = max(1, count) * MemoryLayout<Element>.stride
    let memory = UnsafeMutableRawPointer.allocate(
      byteCount: bytes, alignment: max(64, MemoryLayout<Element>.alignment))
    memory.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
    base = memory.bindMemory(to: Element.self, capacity: max(1, count))
  }

  deinit { base.deallocate() }
}

/// Pixels, or aggregates of them, with the steps between them and the rates at which walkers are
/// caught; see walk.h.
final class WalkGraph {
  let count: Int
  private let start, other: WalkNumbers<Int32>
  private let weight, rate, diagonal: WalkNumbers<Float>
  private var steps = 0

  /// - Parameter steps: at most.
  private init(count: Int, steps: Int) {
    self.count = count
    (start, other) = (WalkNumbers(count + 1), WalkNumbers(steps))
    (weight, rate, diagonal) = (WalkNumbers(steps), WalkNumbers(count), WalkNumbers(count))
  }

  /// The pixels of a ground that have a row.
  convenience init(_ ground: WalkGround, rows: [Int32], count: Int) {
    self.init(count: count, steps: 8 * count)
    steps = Int(
      facet_walk_graph(
        ground.steps, ground.rows, ground.columns, rows, ground.fixed, ground.rates, start.base,
        other.base, weight.base, rate.base, diagonal.base))
  }

  func with<Result>(_ body: (UnsafePointer<facet_graph>) -> Result) -> Result {
    var graph = facet_graph(
      count: count, start: start.base, other: other.base, weight: weight.base, rate: rate.base,
      diagonal: diagonal.base)
    return body(&graph)
  }

  /// Rows that were made one after the other.
  convenience init(_ rows: WalkRows) {
    self.init(count: rows.rate.count, steps: rows.other.count)
    steps = rows.other.count
    for (index, value) in rows.start.enumerated() { start.base[index] = value }
    for (index, value) in rows.other.enumerated() { other.base[index] = value }
    for (index, value) in rows.weight.enumerated() { weight.base[index] = value }
    for (index, value) in rows.rate.enumerated() { rate.base[index] = value }
    for (index, value) in rows.diagonal.enumerated() { diagonal.base[index] = value }
  }

  /// Adds the first rows of this graph to others.
  ///
  /// - Parameter name: the number among those others of a row of this graph.
  func append(_ count: Int, to rows: inout WalkRows, name: (Int) -> Int32) {
    for row in 0..<count {
      for step in Int(start.base[row])..<Int(start.base[row + 1]) {
        rows.other.append(name(Int(other.base[step])))
        rows.weight.append(weight.base[step])
      }
      rows.start.append(Int32(rows.other.count))
      rows.rate.append(rate.base[row])
      rows.diagonal.append(diagonal.base[row])
    }
  }

  /// Joins each row with the one that walkers reach most readily from it.
  ///
  /// - Returns: the graph of pairs; nil if too few rows can be joined.
  func paired() -> (graph: WalkGraph, aggregates: WalkAggregates)? {
    let aggregate = WalkNumbers<Int32>(count)
    let coarse = with { Int(facet_walk_pair($0, aggregate.base)) }
    guard coarse > 0, coarse < count * 9 / 10 else { return nil }
    let aggregates = WalkAggregates(of: aggregate, count: coarse)
    return (joined(aggregates), aggregates)
  }

  /// Pairs of pairs, and so on.
  ///
  /// - Parameters:
  ///   - rounds: of pairs, at least, as far as rows can be joined.
  ///   - most: aggregates at most. Where more cannot be joined, as single pixels unlike the one field
  ///     around them all, the smallest are left out.
  /// - Returns: nil if too few rows can be joined.
  func aggregates(rounds: Int, most: Int) -> WalkAggregates? {
    guard var (graph, aggregates) = paired() else { return nil }
    var round = 1
    while round < rounds || graph.count > most, let (pairs, others) = graph.paired() {
      (graph, aggregates) = (pairs, aggregates.joined(by: others))
      round += 1
    }
    return graph.count > most ? aggregates.largest(most) : aggregates
  }

  /// The graph of aggregates.
  func joined(_ aggregates: WalkAggregates) -> WalkGraph {
    let graph = WalkGraph(count: aggregates.count, steps: steps)
    let place = WalkNumbers<Int32>(aggregates.count)
    graph.steps = with {
      Int(
        facet_walk_coarsen(
          $0, aggregates.aggregate.base, Int32(aggregates.count), aggregates.first.base,
          aggregates.member.base, place.base, graph.start.base, graph.other.base,
          graph.weight.base, graph.rate.base, graph.diagonal.base))
    }
    return graph
  }
}

/// Rows of a graph that is made part by part; see walk.h.
struct WalkRows {
  var start: [Int32] = [0]
  var other: [Int32] = []
  var weight: [Float] = []
  var rate: [Float] = []
  var diagonal: [Float] = []
}

/// Which rows of a graph are one row of a coarser one.
final class WalkAggregates {
  /// The aggregate of each row; −1 without one.
  let aggregate: WalkNumbers<Int32>
  /// The rows of each aggregate; see walk.h.
  let first, member: WalkNumbers<Int32>

  var count: Int { first.count - 1 }

  init(of aggregate: WalkNumbers<Int32>, count: Int) {
    self.aggregate = aggregate
    (first, member) = (WalkNumbers(count + 1), WalkNumbers(aggregate.count))
    facet_walk_members(
      aggregate.count, aggregate.base, Int32(count), first.base, member.base)
  }

  /// These joined once more.
  func joined(by others: WalkAggregates) -> WalkAggregates {
    for row in 0..<aggregate.count where aggregate.base[row] >= 0 {
      aggregate.base[row] = others.aggregate.base[Int(aggregate.base[row])]
    }
    return WalkAggregates(of: aggregate, count: others.count)
  }

  /// Those with most rows; the others' rows are without one.
  fileprivate func largest(_ most: Int) -> WalkAggregates {
    let kept = (0..<count).sorted {
      let (one, other) = (size($0), size($1))
      return one == other ? $0 < $1 : one > other
    }.prefix(most).sorted()
    var names = [Int32](repeating: -1, count: count)
    for (name, old) in kept.enumerated() { names[old] = Int32(name) }
    for row in 0..<aggregate.count where aggregate.base[row] >= 0 {
      aggregate.base[row] = names[Int(aggregate.base[row])]
    }
    return WalkAggregates(of: aggregate, count: kept.count)
  }

  private func size(_ index: Int) -> Int32 { first.base[index + 1] - first.base[index] }
}
