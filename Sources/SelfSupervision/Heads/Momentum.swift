package import Torch

/// Moves a momentum encoder after the network that it follows: θ′ ← m·θ′ + (1 − m)·θ, statistics
/// of batch norm too (He et al., CVPR 2020, equation 2).
///
/// - Parameters:
///   - target, online: the same tensors by the same paths.
///   - momentum: m, from 0 to 1.
package func follow(_ target: [StateEntry], _ online: [StateEntry], momentum: Double) throws {
  try withoutGradients {
    for (own, other) in zip(target, online) {
      precondition(own.path == other.path, "\(own.path) follows \(other.path)")
      try own.tensor.assign(own.tensor * momentum + other.tensor * (1 - momentum))
    }
  }
}

extension Stateful {
  /// The state as tensors that no optimiser changes.
  func untrained(_ path: String) -> [StateEntry] {
    state(path).map { StateEntry(path: $0.path, tensor: $0.tensor, isTrained: false) }
  }
}
