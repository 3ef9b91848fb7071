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

  /// Joins each row with the one that walkers reach most readily from it.
  ///
  /// - Returns: the graph of pairs; nil where hardly any rows can be joined.
  func paired() -> (graph: WalkGraph, aggregates: WalkAggregates)? {
    let aggregate = WalkNumbers<Int32>(count)
    let coarse = with { Int(facet_walk_pair($0, aggregate.base)) }
    guard coarse > 0, coarse < count * 9 / 10 else { return nil }
    let aggregates = WalkAggregates(of: aggregate, count: coarse)
    let graph = WalkGraph(count: coarse, steps: steps)
    let place = WalkNumbers<Int32>(coarse)
    graph.steps = with {
      Int(
        facet_walk_coarsen(
          $0, aggregate.base, Int32(coarse), aggregates.first.base, aggregates.member.base,
          place.base, graph.start.base, graph.other.base, graph.weight.base, graph.rate.base,
          graph.diagonal.base))
    }
    return (graph, aggregates)
  }
}

/// Which rows of a graph are one row of a coarser one.
final class WalkAggregates {
  /// The aggregate of each row; −1 without one.
  let aggregate: WalkNumbers<Int32>
  /// The rows of each aggregate; see walk.h.
  let first, member: WalkNumbers<Int32>

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
    return WalkAggregates(of: aggregate, count: others.first.count - 1)
  }
}
