internal import CTorch

/// Convolutions of several sizes side by side as training runs them: each on the centre crop of the
/// input that makes its output as large as the largest kernel's, then batch norm by the batch and
/// ReLU, their channels joined. One operation, differentiable, in place of six a filter.
public struct TrainedBank {
  private let convolutions: [Convolution]
  private let norms: [BatchNorm]

  /// - Returns: nil if that operation does not do it: it takes convolutions over two axes, square,
  ///   with a stride of 1, no padding, groups or bias, float32 on the CPU.
  public init?(_ convolutions: [Convolution], _ norms: [BatchNorm]) {
    let fits = convolutions.allSatisfy { convolution in
      let shape = convolution.weight.shape
      return shape.count == 4 && shape[2] == shape[3] && shape[2] % 2 == 1
        && convolution.stride == [1, 1] && convolution.groups == 1 && convolution.padding == [0, 0]
        && convolution.bias == nil && convolution.weight.device == .cpu
        && (try? convolution.weight.elementType) == .float32
    }
    guard fits, convolutions.count == norms.count, let first = norms.first,
      norms.allSatisfy({ $0.momentum == first.momentum && $0.epsilon == first.epsilon })
    else { return nil }
    self.convolutions = convolutions
    self.norms = norms
  }

  /// - Parameter input: N × channels × h × w.
  /// - Returns: N × all filters' channels × h' × w', channels last.
  public func callAsFunction(_ input: Tensor) throws -> Tensor {
    func handles(_ tensors: [Tensor]) -> [OpaquePointer?] { tensors.map(\.handle) }
    return try tensor {
      ct_bank(
        input.handle, handles(convolutions.map(\.weight)), handles(norms.map(\.weight)),
        handles(norms.map(\.bias)), handles(norms.map(\.mean)), handles(norms.map(\.variance)),
        Int32(norms.count), norms[0].momentum, norms[0].epsilon, $0)
    }
  }
}
