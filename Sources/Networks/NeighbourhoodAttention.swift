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

  func state(_ path: String) -> [StateEntry] {
    query.state(joined(path, "query"))
      + keysAndValues.state(joined(path, "keys_values"))
      + [StateEntry(path: joined(path, "bias"), tensor: bias)]
      + exit.state(joined(path, "exit"))
  }
}
