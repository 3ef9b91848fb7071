internal import CPixels
internal import Scenes

/// The system of a walk over a graph, and a coarser one of it: multigrid by smoothed aggregation.
///
/// Rows that walkers go between most readily are one row of the coarser system, so that none crosses a
/// border of fields, and values pass from one to the next in proportion to the steps between them.
/// Rows where most walkers are caught stay out: a sweep solves them. A cycle sweeps down, adds what the
/// coarser level makes of the rest, and sweeps up (P. Vaněk, J. Mandel, M. Brezina, "Algebraic
/// multigrid by smoothed aggregation", Computing 56, 1996).
///
/// Rows lie in blocks, each at least as long as any step. Blocks of even number are swept first, all
/// at once, then those of odd number: an order of Gauss and Seidel like any other, in which no number
/// of threads changes anything.
final class WalkLevel {
  let count: Int
  /// Numbers a row; see walk.h.
  let width: Int
  private let graph: WalkGraph
  private let blocks: [Block]
  private let coarser: Coarser?

  /// Rows that one thread takes at a time, and which rows are swept before them.
  private struct Block {
    let from, to: Int
    let order: facet_order
  }

  /// A coarser level, its vectors, and the way to it and back.
  private struct Coarser {
    let level: WalkLevel
    let shares, members: WalkMatrix
    let right, answer, rest: WalkNumbers<Float>
  }

  /// Numbers of a vector that a block holds, at least.
  private static let blockSize = 1 << 16

  init(_ graph: WalkGraph, width: Int) {
    (self.graph, self.width, count) = (graph, width, graph.count)
    let count = graph.count
    let parts = max(1, min(256, count / max(1, graph.reach, Self.blockSize / width)))
    blocks = (0..<parts).map { part in
      let (from, to) = (count * part / parts, count * (part + 1) / parts)
      return Block(
        from: from, to: to,
        order: part % 2 == 0
          ? facet_order(low: from, high: count) : facet_order(low: 0, high: to))
    }
    coarser = graph.aggregated().map { aggregates in
      let (coarse, shares, members) = graph.coarser(aggregates)
      let vector = { WalkNumbers<Float>(coarse.count * width) }
      return Coarser(
        level: WalkLevel(coarse, width: width), shares: shares, members: members, right: vector(),
        answer: vector(), rest: vector())
    }
  }

  /// The level of other rates over the same steps: the coarser levels are as they were, but for the
  /// rates. What a row's rate has grown by is shared among its aggregates, each of which takes it for
  /// its own (the mass of finite elements, lumped). It directs steps; it changes no solution.
  ///
  /// - Returns: nil if a rate has become less, which a coarser level might take for less than none.
  init?(_ other: WalkLevel, rate: WalkNumbers<Float>) {
    let old = other.graph.rate
    guard rate.count == old.count, rate.isNowhere(below: old) else { return nil }
    (width, count, blocks) = (other.width, other.count, other.blocks)
    graph = WalkGraph(other.graph, rate: rate)
    coarser = other.coarser.flatMap { coarser in
      let grown = WalkNumbers<Float>(rate.count)
      for row in 0..<rate.count { grown.base[row] = rate.base[row] - old.base[row] }
      let coarse = WalkNumbers(copying: coarser.level.graph.rate)
      coarser.members.with { members in
        forParts(of: coarse.count) {
          facet_walk_add(members, $0, $1, grown.base, coarse.base)
        }
      }
      guard let level = WalkLevel(coarser.level, rate: coarse) else { return nil }
      return Coarser(
        level: level, shares: coarser.shares, members: coarser.members, right: coarser.right,
        answer: coarser.answer, rest: coarser.rest)
    }
  }

  /// Which blocks are worked on at once: all of them, or those of even or odd number.
  private enum Phase {
    case all, even, odd

    func blocks(of all: [Block]) -> [Block] {
      switch self {
      case .all: all
      case .even: stride(from: 0, to: all.count, by: 2).map { all[$0] }
      case .odd: stride(from: 1, to: all.count, by: 2).map { all[$0] }
      }
    }
  }

  /// Runs `body` for every block, several at once.
  private func each(_ phase: Phase = .all, _ body: (UnsafePointer<facet_graph>, Block) -> Void) {
    parts(phase) {
      body($0, $1)
      return 0
    }
  }

  /// Runs `body` for every block, several at once.
  ///
  /// - Returns: what it returns, in the order of the blocks.
  @discardableResult
  private func parts(
    _ phase: Phase = .all, _ body: (UnsafePointer<facet_graph>, Block) -> Double
  ) -> [Double] {
    let blocks = phase.blocks(of: blocks)
    return graph.with { graph in
      guard blocks.count > 1 else { return blocks.map { body(graph, $0) } }
      return [Double](unsafeUninitializedCapacity: blocks.count) { sums, filled in
        // Each block writes rows, and a sum, of its own.
        nonisolated(unsafe) let (body, sums, graph) = (body, sums, graph)
        concurrently(blocks.count) { block in
          sums.initializeElement(at: block, to: body(graph, blocks[block]))
        }
        filled = blocks.count
      }
    }
  }

  /// image = A v; returns v · image.
  func apply(_ v: WalkNumbers<Float>, to image: WalkNumbers<Float>) -> Double {
    parts { facet_walk_image($0, self.width, $1.from, $1.to, v.base, image.base) }.reduce(0, +)
  }

  /// a = b + factor · a.
  func turn(_ a: WalkNumbers<Float>, _ factor: Double, _ b: WalkNumbers<Float>) {
    each { facet_walk_turn(self.width, $1.from, $1.to, a.base, Float(factor), b.base) }
  }

  /// x += length · direction, residual −= length · image.
  ///
  /// - Returns: the largest change of x.
  func step(
    _ length: Double, _ direction: WalkNumbers<Float>, _ image: WalkNumbers<Float>,
    x: WalkNumbers<Float>, residual: WalkNumbers<Float>
  ) -> Double {
    parts {
      Double(
        facet_walk_step(
          self.width, $1.from, $1.to, Float(length), direction.base, image.base, x.base,
          residual.base))
    }.max() ?? 0
  }

  /// z = about A⁻¹ r, always by the same symmetric and linear map.
  ///
  /// - Parameter rest: is overwritten.
  /// - Returns: r · z.
  func cycle(
    _ r: WalkNumbers<Float>, to z: WalkNumbers<Float>, rest: WalkNumbers<Float>
  ) -> Double {
    for phase in [Phase.even, .odd] {
      each(phase) { facet_walk_sweep_down($0, width, $1.from, $1.to, $1.order, r.base, z.base) }
    }
    if let coarser {
      each { facet_walk_rest($0, width, $1.from, $1.to, $1.order, z.base, rest.base) }
      coarser.members.with { members in
        coarser.level.each {
          facet_walk_times(members, width, $1.from, $1.to, 0, rest.base, coarser.right.base)
        }
      }
      _ = coarser.level.cycle(coarser.right, to: coarser.answer, rest: coarser.rest)
      coarser.shares.with { shares in
        each { facet_walk_times(shares, width, $1.from, $1.to, 1, coarser.answer.base, z.base) }
      }
    } else {
      // Rows with few steps between them, if any.
      for _ in 0..<3 {
        _ = sweepUp(r, z)
        for phase in [Phase.even, .odd] {
          each(phase) { facet_walk_sweep($0, width, $1.from, $1.to, r.base, z.base) }
        }
      }
    }
    return sweepUp(r, z)
  }

  private func sweepUp(_ r: WalkNumbers<Float>, _ z: WalkNumbers<Float>) -> Double {
    [Phase.odd, .even].flatMap { phase in
      parts(phase) { facet_walk_sweep_up($0, width, $1.from, $1.to, r.base, z.base) }
    }.reduce(0, +)
  }
}
