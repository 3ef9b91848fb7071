internal import Torch

/// Attention of each pixel to the pixels around it (Ramachandran et al., "Stand-alone self-attention
/// in vision models", NeurIPS 2019; Hassani et al., "Neighborhood attention transformer", CVPR 2023):
///
///     y_p = Σ_q softmax_q(Q_p·K_q / √d + b_{q−p})·V_q,   q in the square of `reach` × `reach` around p
///
/// for each head. Nothing is padded, so that a tile gives what patches give.
struct NeighbourhoodAttention: Stateful {
  let reach: Int
  private let heads: Int
  private let query: Linear
  private let keysAndValues: Linear
  /// b: reach² × heads.
  private let bias: Tensor
  private let exit: Linear

  init(_ width: Int, heads: Int, reach: Int, generator: RandomGenerator) throws {
    self.heads = heads
    self.reach = reach
    query = try Linear(width, to: width, generator: generator)
    keysAndValues = try Linear(width, to: 2 * width, generator: generator)
    bias = try (generator.normal([reach * reach, heads]) * 0.02).requiringGradient()
    exit = try Linear(width, to: width, generator: generator)
  }

  /// - Parameter input: N × h × w × width.
  /// - Returns: N × (h − reach + 1) × (w − reach + 1) × width.
  func callAsFunction(_ input: Tensor) throws -> Tensor {
    let shape = input.shape
    let (height, columns, width) = (shape[1] - reach + 1, shape[2] - reach + 1, shape[3])
    let margin = reach / 2
    let centre = try input.slice(1, margin..<(margin + height))
      .slice(2, margin..<(margin + columns))
    let both = try keysAndValues(input)
    // N × h × w × reach² × 2 × heads × d
    let around = try Tensor.stacked(
      (0..<reach * reach).map { place in
        let (row, column) = (place / reach, place % reach)
        return try both.slice(1, row..<(row + height)).slice(2, column..<(column + columns))
      }, along: 3
    ).reshaped([shape[0], height, columns, reach * reach, 2, heads, width / heads])
    let keys = try around.slice(4, 0..<1).squeezed(4)
    let values = try around.slice(4, 1..<2).squeezed(4)
    let queries = try query(centre)
      .reshaped([shape[0], height, columns, 1, heads, width / heads])
    let scores = try (queries * keys).sum(5) * (1 / Double(width / heads).squareRoot())
    let shares = try (scores + bias.to(scores.elementType)).softmax(3)
    let mixed = try (shares.unsqueezed(5) * values).sum(3)
    return try exit(mixed.reshaped([shape[0], height, columns, width]))
  }

  /// - Parameter input: N × h × w × width.
  func write(to graph: inout OperatorGraph, _ input: Value) throws -> Value {
    let width = exit.weight.shape[1]
    let (places, size) = (reach * reach, width / heads)
    var centre = input
    for axis in 1...2 {
      centre = graph.cropped(centre, axis: axis, from: reach / 2, cut: reach / 2)
    }
    let both = try graph.linear(keysAndValues, input)
    let shifted = (0..<places).map { place in
      var part = both
      for (axis, step) in [(1, place / reach), (2, place % reach)] {
        part = graph.cropped(part, axis: axis, from: step, cut: reach - 1 - step)
      }
      return graph.add("Unsqueeze", [part, graph.wholes([3])])
    }
    // N × h × w × reach² × 2 width
    let around = graph.add("Concat", shifted, [("axis", .whole(3))])
    let parts = graph.add(
      "Split", [around, graph.wholes([width, width])], results: 2, [("axis", .whole(-1))]
    ).map { graph.reshaped($0, [0, 0, 0, places, heads, size]) }
    let queries = graph.reshaped(try graph.linear(query, centre), [0, 0, 0, 1, heads, size])
    let products = graph.add("Mul", [queries, parts[0]])
    let sums = graph.add(
      "ReduceSum", [products, graph.wholes([5])], [("keepdims", .whole(0))])
    let scores = graph.add(
      "Add",
      [
        graph.add("Mul", [sums, graph.constant([1 / Float(size).squareRoot()], [])]),
        try graph.constant(bias),
      ])
    let shares = graph.add("Softmax", [scores], [("axis", .whole(3))])
    let weighted = graph.add(
      "Mul", [graph.add("Unsqueeze", [shares, graph.wholes([5])]), parts[1]])
    let mixed = graph.add(
      "ReduceSum", [weighted, graph.wholes([3])], [("keepdims", .whole(0))])
    return try graph.linear(exit, graph.reshaped(mixed, [0, 0, 0, width]))
  }

  func state(_ path: String) -> [StateEntry] {
    query.state(joined(path, "query"))
      + keysAndValues.state(joined(path, "keys_values"))
      + [StateEntry(path: joined(path, "bias"), tensor: bias)]
      + exit.state(joined(path, "exit"))
  }
}
