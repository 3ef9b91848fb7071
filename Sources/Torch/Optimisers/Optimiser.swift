internal import CTorch

/// Changes parameters by their gradients; its own state can be saved and restored.
public protocol Optimiser: AnyObject, Stateful {
  /// One step with the gradients that `backward` has accumulated, which are then cleared.
  /// Parameters without a gradient stay as they are.
  func step(rate: Double) throws
}

/// The parameters that have a gradient now, and those gradients.
func gradients(of parameters: [StateEntry]) throws -> (indices: [Int], gradients: [Tensor]) {
  var indices: [Int] = []
  var gradients: [Tensor] = []
  for (index, parameter) in parameters.enumerated() {
    guard let gradient = try parameter.tensor.gradient else { continue }
    indices.append(index)
    gradients.append(gradient)
  }
  return (indices, gradients)
}

/// State tensors of the same shape and layout as the parameters, zero at first.
func zeros(like parameters: [StateEntry]) throws -> [Tensor] {
  try withoutGradients { try parameters.map { try $0.tensor.detached() * 0 } }
}

func handles(_ tensors: [Tensor], _ indices: [Int]) -> [OpaquePointer?] {
  indices.map { tensors[$0].handle }
}
