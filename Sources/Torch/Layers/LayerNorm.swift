internal import CTorch

/// Layer normalisation over the last axes (Ba, Kiros and Hinton 2016): each position's values get
/// mean 0 and variance 1, then a factor and a term for each value.
public struct LayerNorm: Stateful {
  public let weight: Tensor
  public let bias: Tensor
  public let epsilon: Double

  /// - Parameters:
  ///   - shape: of the axes that are normalised, such as [features].
  ///   - epsilon: added to the variance.
  ///   - device: where its weights lie.
  public init(_ shape: [Int], epsilon: Double = 1e-5, device: Device = .cpu) throws {
    weight = try Tensor.full(1, shape: shape, device: device).requiringGradient()
    bias = try Tensor.zeros(shape, device: device).requiringGradient()
    self.epsilon = epsilon
  }

  public init(weight: Tensor, bias: Tensor, epsilon: Double = 1e-5) {
    self.weight = weight
    self.bias = bias
    self.epsilon = epsilon
  }

  /// - Parameter input: … × the shape of the weight.
  /// - Returns: the same shape.
  public func callAsFunction(_ input: Tensor) throws -> Tensor {
    let type = try input.elementType
    let (factors, terms) = (try weight.to(type), try bias.to(type))
    return try tensor {
      ct_layer_norm(input.handle, factors.handle, terms.handle, epsilon, $0)
    }
  }

  public func state(_ path: String) -> [StateEntry] {
    [
      StateEntry(path: joined(path, "weight"), tensor: weight),
      StateEntry(path: joined(path, "bias"), tensor: bias),
    ]
  }
}
