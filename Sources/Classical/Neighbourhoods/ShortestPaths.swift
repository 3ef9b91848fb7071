internal import Torch

/// Lengths of the shortest paths between all points of a graph, N × N: E. Dijkstra, "A note on two
/// problems in connexion with graphs", Numerische Mathematik 1, 1959, from each point with a heap.
///
/// - Parameter graph: in one part.
func shortestPaths(_ graph: NeighbourGraph) throws -> Tensor {
  let count = graph.count
  var lengths = [Double](repeating: .infinity, count: count * count)
  for source in 0..<count {
    var heap = PathHeap()
    lengths[source * count + source] = 0
    heap.push(0, source)
    while let (length, point) = heap.pop() {
      if length > lengths[source * count + point] { continue }
      for edge in graph.edges[point] where length + edge.length < lengths[source * count + edge.to]
      {
        lengths[source * count + edge.to] = length + edge.length
        heap.push(length + edge.length, edge.to)
      }
    }
  }
  return try Tensor(lengths, shape: [count, count])
}

/// Points by how far they are, the nearest on top: a binary heap.
private struct PathHeap {
  private var items: [(length: Double, point: Int)] = []

  mutating func push(_ length: Double, _ point: Int) {
    items.append((length, point))
    var child = items.count - 1
    while child > 0, items[child].length < items[(child - 1) / 2].length {
      items.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  mutating func pop() -> (length: Double, point: Int)? {
    guard let top = items.first, let last = items.popLast() else { return nil }
    guard !items.isEmpty else { return top }
    items[0] = last
    var parent = 0
    while true {
      var least = 2 * parent + 1
      guard least < items.count else { return top }
      if least + 1 < items.count, items[least + 1].length < items[least].length { least += 1 }
      guard items[least].length < items[parent].length else { return top }
      items.swapAt(parent, least)
      parent = least
    }
  }
}
