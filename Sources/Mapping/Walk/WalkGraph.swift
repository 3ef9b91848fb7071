internal import CPixels

/// Pixels, or aggregates of them, with the steps between them and the rates at which walkers are
/// caught; see walk.h.
final class WalkGraph {
  let count: Int
  private let start, other: WalkNumbers<Int32>
  private let weight, inverse: WalkNumbers<Float>
  /// The rates at which walkers are caught, a number a row.
  let rate: WalkNumbers<Float>

  /// Rows are counted first, then filled.
  ///
  /// - Parameters:
  ///   - count: writes how many steps each row has to `start`, from index 1 on.
  ///   - fill: writes all else.
  private init(
    _ rows: Int, count: (WalkNumbers<Int32>) -> Void,
    fill: (
      _ start: UnsafeMutablePointer<Int32>, _ other: UnsafeMutablePointer<Int32>,
      _ weight: UnsafeMutablePointer<Float>, _ rate: UnsafeMutablePointer<Float>,
      _ inverse: UnsafeMutablePointer<Float>
    ) -> Void
  ) {
    self.count = rows
    start = WalkNumbers(rows + 1)
    count(start)
    let steps = begin(start)
    (other, weight) = (WalkNumbers(steps), WalkNumbers(steps))
    (rate, inverse) = (WalkNumbers(rows), WalkNumbers(rows))
    fill(start.base, other.base, weight.base, rate.base, inverse.base)
  }

  /// The pixels of a ground that have a row.
  convenience init(_ ground: WalkGround, rows: [Int32], count: Int) {
    self.init(
      count,
      count: { start in
        forParts(of: ground.rows) {
          facet_walk_graph(
            ground.steps, ground.rows, ground.columns, $0, $1, rows, ground.fixed, ground.rates,
            start.base, nil, nil, nil, nil)
        }
      },
      fill: { start, other, weight, rate, inverse in
        forParts(of: ground.rows) {
          facet_walk_graph(
            ground.steps, ground.rows, ground.columns, $0, $1, rows, ground.fixed, ground.rates,
            start, other, weight, rate, inverse)
        }
      })
  }

  /// Rows that were made one after the other.
  convenience init(_ rows: WalkRows) {
    self.init(
      rows.rate.count,
      count: { start in
        for row in rows.rate.indices { start.base[row + 1] = rows.start[row + 1] - rows.start[row] }
      },
      fill: { _, other, weight, rate, inverse in
        other.update(from: rows.other, count: rows.other.count)
        weight.update(from: rows.weight, count: rows.weight.count)
        rate.update(from: rows.rate, count: rows.rate.count)
        inverse.update(from: rows.inverse, count: rows.inverse.count)
      })
  }

  /// The graph of P (shares) and its columns as rows.
  ///
  /// - Parameter caught: A times what is missing from 1 in the sums of P, subtracted from the rates.
  convenience init(
    _ fine: WalkGraph, _ shares: WalkMatrix, _ members: WalkMatrix, caught: WalkNumbers<Float>
  ) {
    let coarsen = {
      (
        start: UnsafeMutablePointer<Int32>, other: UnsafeMutablePointer<Int32>?,
        weight: UnsafeMutablePointer<Float>?, rate: UnsafeMutablePointer<Float>?,
        inverse: UnsafeMutablePointer<Float>?
      ) in
      fine.with { graph in
        shares.with { shares in
          members.with { rows in
            forParts(of: members.rows) {
              let place = WalkNumbers<Int32>(members.rows)
              place.base.update(repeating: -1, count: members.rows)
              facet_walk_coarsen(
                graph, shares, rows, caught.base, $0, $1, place.base, start, other, weight, rate,
                inverse)
            }
          }
        }
      }
    }
    self.init(
      members.rows, count: { coarsen($0.base, nil, nil, nil, nil) },
      fill: { coarsen($0, $1, $2, $3, $4) })
  }

  /// The same steps, with other rates.
  init(_ other: WalkGraph, rate: WalkNumbers<Float>) {
    (count, start, self.other, weight) = (other.count, other.start, other.other, other.weight)
    self.rate = rate
    inverse = WalkNumbers(count)
    with { graph in
      forParts(of: count) { facet_walk_inverse(graph, $0, $1, inverse.base) }
    }
  }

  func with<Result>(_ body: (UnsafePointer<facet_graph>) -> Result) -> Result {
    var graph = facet_graph(
      count: count, start: start.base, other: other.base, weight: weight.base, rate: rate.base,
      inverse: inverse.base)
    return body(&graph)
  }

  /// By how much the numbers of two rows with a step between them differ, at most.
  var reach: Int {
    var reach = 0
    for row in 0..<count {
      for step in Int(start.base[row])..<Int(start.base[row + 1]) {
        reach = max(reach, abs(Int(other.base[step]) - row))
      }
    }
    return reach
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
      rows.inverse.append(inverse.base[row])
    }
  }
}

/// Rows of a graph that is made part by part; see walk.h.
struct WalkRows {
  var start: [Int32] = [0]
  var other: [Int32] = []
  var weight: [Float] = []
  var rate: [Float] = []
  var inverse: [Float] = []
}
