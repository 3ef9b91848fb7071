internal import CTorch

/// Stochastic gradient descent with momentum and L2 weight decay, as PyTorch defines it:
/// g ← g + decay·w;  v ← momentum·v + g;  w ← w − rate·v.
public final class SGD: Optimiser {
  private let parameters: [StateEntry]
  private let velocities: [Tensor]
  private let momentum: Double
  private let weightDecay: Double

  public init(_ parameters: [StateEntry], momentum: Double = 0.9, weightDecay: Double = 0) throws {
    self.parameters = parameters
    self.momentum = momentum
    self.weightDecay = weightDecay
    velocities = try zeros(like: parameters)
  }

  public func step(rate: Double) throws {
    let (indices, gradients) = try gradients(of: parameters)
    guard !indices.isEmpty else { return }
    let targets = handles(parameters.map(\.tensor), indices)
    let sources = gradients.map { Optional($0.handle) }
    let states = handles(velocities, indices)
    // Velocities start at zero, so the first step needs no case of its own.
    defer { withExtendedLifetime(gradients) {} }
    try check {
      ct_sgd_step(
        targets, sources, states, Int32(targets.count), rate, momentum, weightDecay, false, false)
    }
    for parameter in parameters { try parameter.tensor.clearGradient() }
  }

  public func state(_ path: String) -> [StateEntry] {
    zip(parameters, velocities).map { parameter, velocity in
      StateEntry(
        path: joined(path, "velocity.\(parameter.path)"), tensor: velocity, isTrained: false)
    }
  }
}
