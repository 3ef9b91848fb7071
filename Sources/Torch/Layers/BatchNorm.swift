internal import CTorch

/// Batch normalisation over every axis but the second (Ioffe and Szegedy 2015).
///
/// Training normalises by the batch and moves the running statistics; inference uses these.
public struct BatchNorm: Stateful {
  public let weight: Tensor
  public let bias: Tensor
  public let mean: Tensor
  public let variance: Tensor
  public let momentum: Double
  public let epsilon: Double

  public init(
    _ channels: Int, momentum: Double = 0.1, epsilon: Double = 1e-5,
    type: ElementType = .float32, device: Device = .cpu
  ) throws {
    func all(_ value: Double) throws -> Tensor {
      try Tensor.full(value, shape: [channels], type: type, device: device)
    }
    weight = try all(1).requiringGradient()
    bias = try all(0).requiringGradient()
    mean = try all(0)
    variance = try all(1)
    self.momentum = momentum
    self.epsilon = epsilon
  }

  public func callAsFunction(_ input: Tensor, _ mode: Mode) throws -> Tensor {
    if case .training = mode { return try byBatch(input) }
    return try normalised(input, training: false)
  }

  /// As in training, whatever else draws random numbers there.
  public func byBatch(_ input: Tensor) throws -> Tensor {
    try normalised(input, training: true)
  }

  private func normalised(_ input: Tensor, training: Bool) throws -> Tensor {
    try tensor {
      ct_batch_norm(
        input.handle, weight.handle, bias.handle, mean.handle, variance.handle, training, momentum,
        epsilon, $0)
    }
  }

  /// The factor and the term for each channel that inference multiplies by and adds.
  public func affine() throws -> (scale: Tensor, shift: Tensor) {
    let scale = try weight / (variance + epsilon).squareRoot()
    return (scale, try bias - mean * scale)
  }

  public func state(_ path: String) -> [StateEntry] {
    [
      StateEntry(path: joined(path, "weight"), tensor: weight),
      StateEntry(path: joined(path, "bias"), tensor: bias),
      StateEntry(path: joined(path, "running_mean"), tensor: mean, isTrained: false),
      StateEntry(path: joined(path, "running_var"), tensor: variance, isTrained: false),
    ]
  }
}

extension Convolution {
  /// The convolution that equals this one followed by `norm` at inference.
  public func folding(_ norm: BatchNorm) throws -> Convolution {
    try withoutGradients {
      let (scale, shift) = try norm.affine()
      let channels = weight.shape[0]
      let factors = try scale.reshaped([channels] + weight.shape.dropFirst().map { _ in 1 })
      var folded = try weight * factors
      if weight.rank > 3 { folded = try folded.channelsLast() }
      let moved = try bias.map { try $0 * scale + shift } ?? shift
      return Convolution(
        weight: try folded.detached(), bias: try moved.detached(), stride: stride,
        padding: padding, groups: groups)
    }
  }
}
