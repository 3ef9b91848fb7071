internal import CTorch

/// Adam with decoupled weight decay (Loshchilov and Hutter 2019), one fused step for all
/// parameters.
public final class AdamW: Optimiser {
  private let parameters: [StateEntry]
  private let means: [Tensor]
  private let squares: [Tensor]
  private let steps: [Tensor]
  private let betas: (Double, Double)
  private let epsilon: Double
  private let weightDecay: Double

  public init(
    _ parameters: [StateEntry], betas: (Double, Double) = (0.9, 0.999), epsilon: Double = 1e-8,
    weightDecay: Double = 0.01
  ) throws {
    self.parameters = parameters
    self.betas = betas
    self.epsilon = epsilon
    self.weightDecay = weightDecay
    means = try zeros(like: parameters)
    squares = try zeros(like: parameters)
    steps = try parameters.map { try Tensor.zeros([], device: $0.tensor.device) }
  }

  public func step(rate: Double) throws {
    let (indices, gradients) = try gradients(of: parameters)
    guard !indices.isEmpty else { return }
    let targets = handles(parameters.map(\.tensor), indices)
    let sources = gradients.map { Optional($0.handle) }
    defer { withExtendedLifetime(gradients) {} }
    try check {
      ct_adamw_step(
        targets, sources, handles(means, indices), handles(squares, indices),
        handles(steps, indices), Int32(targets.count), rate, betas.0, betas.1, weightDecay, epsilon)
    }
    for parameter in parameters { try parameter.tensor.clearGradient() }
  }

  public func state(_ path: String) -> [StateEntry] {
    parameters.indices.flatMap { index in
      [("mean", means), ("square", squares), ("step", steps)].map { name, tensors in
        StateEntry(
          path: joined(path, "\(name).\(parameters[index].path)"), tensor: tensors[index],
          isTrained: false)
      }
    }
  }
}
