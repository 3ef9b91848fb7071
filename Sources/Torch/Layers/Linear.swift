internal import CTorch

/// y = x·Wᵀ + b over the last axis; weight O×I as in PyTorch, rounded to bfloat16 where x is.
public struct Linear: Stateful {
  public let weight: Tensor
  public let bias: Tensor?

  public init(_ inputs: Int, to outputs: Int, bias: Bool = true, generator: RandomGenerator) throws
  {
    let bound = 1 / Double(Swift.max(inputs, 1)).squareRoot()
    weight = try generator.uniform([outputs, inputs], within: bound).requiringGradient()
    self.bias = bias ? try generator.uniform([outputs], within: bound).requiringGradient() : nil
  }

  public init(weight: Tensor, bias: Tensor?) {
    self.weight = weight
    self.bias = bias
  }

  public func callAsFunction(_ input: Tensor) throws -> Tensor {
    try tensor { ct_linear(input.handle, weight.handle, bias?.handle, $0) }
  }

  public func state(_ path: String) -> [StateEntry] {
    [StateEntry(path: joined(path, "weight"), tensor: weight)]
      + (bias.map { [StateEntry(path: joined(path, "bias"), tensor: $0)] } ?? [])
  }
}
