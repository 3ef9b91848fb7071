internal import Torch

/// Two layers on embeddings that training alone needs: linear, batch norm, ReLU, linear.
struct Head: Stateful {
  private let first: Linear
  private let norm: BatchNorm
  private let second: Linear

  init(from inputs: Int, hidden: Int, to outputs: Int, _ ground: ObjectiveGround) throws {
    let generator = ground.generator
    func drawn(_ shape: [Int], inputs: Int) throws -> Tensor {
      let bound = 1 / Double(inputs).squareRoot()
      return try ((generator.uniform(shape, type: ground.type) - 0.5) * (2 * bound))
        .requiringGradient()
    }
    first = Linear(weight: try drawn([hidden, inputs], inputs: inputs), bias: nil)
    norm = try BatchNorm(hidden, type: ground.type, device: generator.device)
    second = Linear(
      weight: try drawn([outputs, hidden], inputs: hidden),
      bias: try drawn([outputs], inputs: hidden))
  }

  /// - Parameter input: N × inputs, N at least 2; normalised by the batch.
  func callAsFunction(_ input: Tensor) throws -> Tensor {
    // Batch norm in training draws nothing.
    try second(norm.byBatch(first(input)).relu())
  }

  func state(_ path: String) -> [StateEntry] {
    first.state(joined(path, "first")) + norm.state(joined(path, "norm"))
      + second.state(joined(path, "second"))
  }
}
