/// Multi-head self-attention (Vaswani et al., "Attention is all you need", NIPS 2017):
///
///     head = softmax(Q·Kᵀ / √d)·V
///
/// for each of the heads, d their width; the heads side by side go through a linear layer. It can be
/// differentiated twice.
public struct MultiHeadAttention: Stateful {
  public let heads: Int
  /// Queries, keys and values from one product.
  public let entry: Linear
  public let exit: Linear

  /// - Parameters:
  ///   - width: of a token.
  ///   - heads: a divisor of `width`.
  ///   - generator: draws the weights.
  /// - Throws: `TorchError` if the heads do not divide the width.
  public init(_ width: Int, heads: Int, generator: RandomGenerator) throws {
    guard heads > 0, width > 0, width % heads == 0 else {
      throw TorchError("\(heads) heads do not divide a width of \(width)")
    }
    self.heads = heads
    entry = try Linear(width, to: 3 * width, generator: generator)
    exit = try Linear(width, to: width, generator: generator)
  }

  public init(heads: Int, entry: Linear, exit: Linear) {
    self.heads = heads
    self.entry = entry
    self.exit = exit
  }

  /// - Parameter tokens: N × tokens × width.
  /// - Returns: the same shape.
  public func callAsFunction(_ tokens: Tensor) throws -> Tensor {
    let shape = tokens.shape
    guard shape.count == 3, shape[2] == exit.weight.shape[1] else {
      throw TorchError(
        "attention takes N × tokens × \(exit.weight.shape[1]), not \(shape)")
    }
    let width = shape[2] / heads
    // 3 × N × heads × tokens × width of a head.
    let split = try entry(tokens).reshaped([shape[0], shape[1], 3, heads, width])
      .permuted([2, 0, 3, 1, 4])
    let parts = try (0..<3).map { try split.slice(0, $0..<($0 + 1)).squeezed(0) }
    let scores =
      try parts[0].times(parts[1].permuted([0, 1, 3, 2]))
      * (1 / Double(width).squareRoot())
    return try exit(
      scores.softmax(3).times(parts[2]).permuted([0, 2, 1, 3]).reshaped(shape))
  }

  public func state(_ path: String) -> [StateEntry] {
    entry.state(joined(path, "entry")) + exit.state(joined(path, "exit"))
  }
}
