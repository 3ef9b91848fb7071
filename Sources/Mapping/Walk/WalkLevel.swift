internal import CPixels
internal import Scenes

/// The system of a walk over a graph, and a coarser one of it: multigrid by aggregation.
///
/// Two rounds of pairs join up to four pixels that walkers go between most readily, so that no
/// aggregate crosses a border of fields. Pixels where most walkers are caught stay out: a sweep solves
/// them. The coarser system is solved by two steps of conjugate gradients, each with a cycle of its
/// own (Y. Notay, "An aggregation-based algebraic multigrid method", ETNA 37, 2010). All classes share
/// the lengths of steps, so that what is added to them adds up to 0.
final class WalkLevel {
  let count: Int
  /// Numbers a row; see walk.h.
  let width: Int
  private let graph: WalkGraph
  /// Rows that one thread takes at a time. They depend on the system alone, as sweeps do on them.
  private let blocks: [Range<Int>]
  private var aggregates: WalkAggregates?
  private var coarser: Coarser?
  /// The factored system, if it is small.
  private var lower: WalkNumbers<Double>?
  /// What is left over on the way up.
  private let rest: WalkNumbers<Float>

  /// A coarser level, and the vectors of its conjugate gradients.
  fileprivate struct Coarser {
    let level: WalkLevel
    let right, answer, image, second, secondImage: WalkNumbers<Float>

    init(_ level: WalkLevel) {
      self.level = level
      let count = level.count * level.width
      (right, answer, image) = (WalkNumbers(count), WalkNumbers(count), WalkNumbers(count))
      (second, secondImage) = (WalkNumbers(count), WalkNumbers(count))
    }
  }

  /// Rows up to which a system is solved at once.
  private static let few = 128
  /// Numbers of a vector that a block holds, about.
  private static let blockSize = 1 << 17

  init(_ graph: WalkGraph, width: Int) {
    (self.graph, self.width, count) = (graph, width, graph.count)
    rest = WalkNumbers(count * width)
    let (count, parts) = (count, max(1, min(256, graph.count * width / Self.blockSize)))
    blocks = (0..<parts).map { (count * $0 / parts)..<(count * ($0 + 1) / parts) }
    if count <= Self.few {
      let lower = WalkNumbers<Double>(count * count)
      graph.with { facet_walk_factor($0, lower.base) }
      self.lower = lower
    } else if let (pairs, once) = graph.paired() {
      let (fours, twice) = pairs.paired().map { ($0, once.joined(by: $1)) } ?? (pairs, once)
      aggregates = twice
      coarser = Coarser(WalkLevel(fours, width: width))
    }
  }

  /// Runs `body` for every block, several at once.
  private func each(_ body: (UnsafePointer<facet_graph>, Int, Int) -> Void) {
    sum {
      body($0, $1, $2)
      return 0
    }
  }

  /// Runs `body` for every block, several at once; adds what it returns in the order of the blocks.
  @discardableResult
  private func sum(_ body: (UnsafePointer<facet_graph>, Int, Int) -> Double) -> Double {
    parts(body).reduce(0, +)
  }

  private func parts(_ body: (UnsafePointer<facet_graph>, Int, Int) -> Double) -> [Double] {
    graph.with { graph in
      guard blocks.count > 1 else { return [body(graph, 0, count)] }
      return [Double](unsafeUninitializedCapacity: blocks.count) { sums, filled in
        // Each block writes rows, and a sum, of its own.
        nonisolated(unsafe) let (body, sums, graph) = (body, sums, graph)
        concurrently(blocks.count) { [blocks] block in
          sums.initializeElement(
            at: block, to: body(graph, blocks[block].lowerBound, blocks[block].upperBound))
        }
        filled = blocks.count
      }
    }
  }

  /// image = A v; returns v · image.
  func apply(_ v: WalkNumbers<Float>, to image: WalkNumbers<Float>) -> Double {
    sum { facet_walk_image($0, self.width, $1, $2, v.base, image.base) }
  }

  /// result = b − A v.
  func residual(_ v: WalkNumbers<Float>, _ b: WalkNumbers<Float>, to result: WalkNumbers<Float>) {
    each { facet_walk_residual($0, self.width, $1, $2, v.base, b.base, result.base) }
  }

  func dot(_ a: WalkNumbers<Float>, _ b: WalkNumbers<Float>) -> Double {
    sum { facet_walk_dot(self.width, $1, $2, a.base, b.base) }
  }

  /// a += factor · b.
  func add(_ factor: Double, _ b: WalkNumbers<Float>, to a: WalkNumbers<Float>) {
    each { facet_walk_add(self.width, $1, $2, a.base, Float(factor), b.base) }
  }

  /// a = b + factor · a.
  func turn(_ a: WalkNumbers<Float>, _ factor: Double, _ b: WalkNumbers<Float>) {
    each { facet_walk_turn(self.width, $1, $2, a.base, Float(factor), b.base) }
  }

  /// The largest |a|.
  func largest(_ a: WalkNumbers<Float>) -> Double {
    parts { Double(facet_walk_largest(self.width, $1, $2, a.base)) }.max() ?? 0
  }

  /// About A⁻¹ r: a sweep down, what the coarser level makes of the rest, a sweep up.
  func cycle(_ r: WalkNumbers<Float>, to z: WalkNumbers<Float>) {
    if let lower {
      facet_walk_substitute(count, width, lower.base, r.base, z.base)
      return
    }
    each { facet_walk_sweep_down($0, self.width, $1, $2, r.base, z.base) }
    residual(z, r, to: rest)
    if let coarser, let aggregates {
      let (first, member) = (aggregates.first.base, aggregates.member.base)
      coarser.level.each {
        facet_walk_gather(
          self.width, $1, $2, first, member, self.rest.base, coarser.right.base)
      }
      coarser.solve()
      each {
        facet_walk_spread(
          self.width, $1, $2, aggregates.aggregate.base, coarser.answer.base, z.base)
      }
      residual(z, r, to: rest)
    }
    each { facet_walk_sweep_up($0, self.width, $1, $2, self.rest.base, z.base) }
  }
}

extension WalkLevel.Coarser {
  /// answer = about A⁻¹ right, by one or two steps; `right` is used up.
  func solve() {
    level.cycle(right, to: answer)
    guard level.lower == nil else { return }
    let bend = level.apply(answer, to: image)
    guard bend > 0 else { return }
    let length = level.dot(answer, right) / bend
    let before = level.dot(right, right)
    level.add(-length, image, to: right)
    guard level.dot(right, right) > 0.0625 * before else {
      level.turn(answer, length - 1, answer)
      return
    }
    level.cycle(right, to: second)
    let secondBend = level.apply(second, to: secondImage)
    let shared = level.dot(second, image)
    let rest = secondBend - shared * shared / bend
    guard rest > 0 else {
      level.turn(answer, length - 1, answer)
      return
    }
    let secondLength = level.dot(second, right) / rest
    level.turn(answer, length - shared * secondLength / bend - 1, answer)
    level.add(secondLength, second, to: answer)
  }
}
