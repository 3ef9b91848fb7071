internal import Torch

/// Two layers with GELU between them, each position by itself.
struct Perceptron: Stateful {
  let first: Linear
  let second: Linear

  init(_ width: Int, hidden: Int, generator: RandomGenerator) throws {
    first = try Linear(width, to: hidden, generator: generator)
    second = try Linear(hidden, to: width, generator: generator)
  }

  func callAsFunction(_ input: Tensor) throws -> Tensor { try second(first(input).gelu()) }

  func state(_ path: String) -> [StateEntry] {
    first.state(joined(path, "first")) + second.state(joined(path, "second"))
  }
}

/// A block of a transformer, normalised before each part (Xiong et al., "On layer normalization in
/// the transformer architecture", ICML 2020):
///
///     x ← x + attention(norm(x)),  x ← x + perceptron(norm(x))
struct TransformerBlock: Stateful {
  let norms: (LayerNorm, LayerNorm)
  let attention: MultiHeadAttention
  let perceptron: Perceptron

  init(_ width: Int, heads: Int, generator: RandomGenerator) throws {
    norms = (
      try LayerNorm([width], device: generator.device),
      try LayerNorm([width], device: generator.device)
    )
    attention = try MultiHeadAttention(width, heads: heads, generator: generator)
    perceptron = try Perceptron(width, hidden: 2 * width, generator: generator)
  }

  /// - Parameter tokens: N × tokens × width.
  /// - Returns: the same shape.
  func callAsFunction(_ tokens: Tensor) throws -> Tensor {
    let seen = try tokens + attention(norms.0(tokens))
    return try seen + perceptron(norms.1(seen))
  }

  func state(_ path: String) -> [StateEntry] {
    norms.0.state(joined(path, "before_attention")) + attention.state(joined(path, "attention"))
      + norms.1.state(joined(path, "before_perceptron"))
      + perceptron.state(joined(path, "perceptron"))
  }
}
