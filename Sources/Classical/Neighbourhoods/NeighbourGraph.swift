internal import Foundation
internal import Torch

/// Points joined to their k nearest: i and j are joined if i is among the k nearest of j, or j of i.
struct NeighbourGraph {
  struct Edge {
    let to: Int
    let length: Double
  }

  private let points: Points
  /// The edges of each point, ascending by the other end.
  let edges: [[Edge]]
  var count: Int { edges.count }

  init(of points: Points, neighbours: Int) throws {
    self.points = points
    let found = try Neighbours(of: points, count: neighbours)
    var joined = [[Int: Double]](repeating: [:], count: points.count)
    for point in 0..<points.count {
      for (other, length) in zip(found.rows[point], found.distances[point]) {
        joined[point][other] = length
        joined[other][point] = length
      }
    }
    edges = joined.map { $0.sorted { $0.key < $1.key }.map { Edge(to: $0.key, length: $0.value) } }
  }

  /// The part of the graph that each point belongs to, numbered from 0 by their first points.
  var parts: [Int] {
    var part = [Int](repeating: -1, count: count)
    var parts = 0
    for start in 0..<count where part[start] < 0 {
      var waiting = [start]
      part[start] = parts
      while let point = waiting.popLast() {
        for edge in edges[point] where part[edge.to] < 0 {
          part[edge.to] = parts
          waiting.append(edge.to)
        }
      }
      parts += 1
    }
    return part
  }

  /// - Throws: `ClassicalError` unless all points hang together; it names the parts.
  func requireOnePart(_ method: String, neighbours: Int) throws {
    let part = parts
    let groups = Dictionary(grouping: part.indices) { part[$0] }.sorted { $0.key < $1.key }
    guard groups.count > 1 else { return }
    let words = groups.prefix(5).map {
      "\($0.value.count) point\($0.value.count == 1 ? "" : "s") (the first is \($0.value[0]))"
    }
    throw ClassicalError(
      "\(method) needs points that hang together; with \(neighbours) neighbours they fall into "
        + "\(groups.count) parts, of " + words.joined(separator: ", ")
        + (groups.count > 5 ? ", …" : "")
        + ". Ask for more neighbours (with \(try neighboursForOnePart(above: neighbours)) they hang "
        + "together), or embed the parts one by one.")
  }

  private var isOnePart: Bool { parts.allSatisfy { $0 == 0 } }

  /// The least number of neighbours with which the points hang together, by doubling and halving.
  private func neighboursForOnePart(above neighbours: Int) throws -> Int {
    let isEnough = { (count: Int) in
      try count >= self.count - 1 || NeighbourGraph(of: points, neighbours: count).isOnePart
    }
    var (less, enough) = (neighbours, 2 * neighbours)
    while try !isEnough(enough) { (less, enough) = (enough, 2 * enough) }
    enough = min(enough, count - 1)
    while enough - less > 1 {
      let middle = (less + enough) / 2
      if try isEnough(middle) { enough = middle } else { less = middle }
    }
    return enough
  }

  /// W: 1 for points that are joined, N × N.
  func ones() throws -> Tensor { try weights { _ in 1 } }

  /// W_ij = exp(−‖x_i − x_j‖² / t) for points that are joined, N × N.
  ///
  /// - Parameter width: t; nil for the mean squared length of the edges.
  func heat(width: Double?) throws -> Tensor {
    let t = width ?? meanSquare
    return try weights { exp(-$0 * $0 / t) }
  }

  /// The mean squared length of the edges; 1 if all are 0.
  var meanSquare: Double {
    let squares = edges.flatMap { $0.map { $0.length * $0.length } }
    let mean = squares.reduce(0, +) / Double(max(1, squares.count))
    return mean > 0 ? mean : 1
  }

  private func weights(_ weight: (Double) -> Double) throws -> Tensor {
    var values = [Double](repeating: 0, count: count * count)
    for (point, own) in edges.enumerated() {
      for edge in own { values[point * count + edge.to] = weight(edge.length) }
    }
    return try Tensor(values, shape: [count, count])
  }
}
