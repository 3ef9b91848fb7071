internal import CTorch

/// A convolution over rows and columns prepared for inference on the CPU: bias and ReLU fused,
/// kernels of 3, 5 and 7 by a fast algorithm (Lavin and Gray 2016), input and output in pixel order.
///
/// Results equal those of `Convolution` to rounding. Nothing is recorded for `backward`.
public final class PackedConvolution {
  private let handle: OpaquePointer
  /// Channels of the output.
  public let outputs: Int
  /// Side of the kernel.
  public let kernel: Int

  /// - Parameters:
  ///   - convolution: over two axes, with a stride of 1 and no padding.
  ///   - rectified: whether max(x, 0) follows.
  /// - Returns: nil if this convolution cannot be packed: it must be float32 on the CPU, its
  ///   kernel square with a side of 1, 3, 5 or 7, its output channels a multiple of 16, and so its
  ///   input channels if the kernel is larger than 1.
  public convenience init?(_ convolution: Convolution, rectified: Bool) throws {
    guard convolution.stride.allSatisfy({ $0 == 1 }), convolution.padding.allSatisfy({ $0 == 0 }),
      convolution.groups == 1
    else { return nil }
    try self.init(convolution.weight, bias: convolution.bias, rectified: rectified)
  }

  /// A linear layer: its weight O×I stands for a kernel of 1.
  public convenience init?(matrix: Tensor, bias: Tensor? = nil, rectified: Bool = false) throws {
    try self.init(matrix.unsqueezed(2).unsqueezed(3), bias: bias, rectified: rectified)
  }

  private init?(_ weight: Tensor, bias: Tensor?, rectified: Bool) throws {
    guard ct_can_pack(weight.handle) else { return nil }
    var made: OpaquePointer?
    try check { ct_packed_new(weight.handle, bias?.handle, rectified, &made) }
    guard let made else { throw TorchError("libtorch handed out no layer") }
    handle = made
    outputs = weight.shape[0]
    kernel = weight.shape[2]
  }

  deinit {
    ct_packed_free(handle)
  }

  /// - Parameter input: N × h × w × channels, float32; a view whose channels lie together will do.
  /// - Returns: N × (h − kernel + 1) × (w − kernel + 1) × outputs.
  /// - Throws: `TorchError` if the input has other channels or is smaller than the kernel.
  public func callAsFunction(_ input: Tensor) throws -> Tensor {
    let shape = input.shape
    guard shape.count == 4, shape[1] >= kernel, shape[2] >= kernel else {
      throw TorchError("an input of \(shape) is smaller than a kernel of \(kernel)×\(kernel)")
    }
    let output = try Tensor.uninitialised(
      [shape[0], shape[1] - kernel + 1, shape[2] - kernel + 1, outputs])
    try self(input, into: output)
    return output
  }

  /// Room for what several convolutions make of the same pixels, side by side.
  ///
  /// - Parameters:
  ///   - pixels: N, rows and columns.
  ///   - filters: the convolutions whose outputs stand side by side.
  public static func result(_ pixels: [Int], of filters: [PackedConvolution]) throws -> Tensor {
    guard pixels.allSatisfy({ $0 >= 0 }) else {
      throw TorchError("a window is smaller than the network's")
    }
    return try Tensor.uninitialised(pixels + [filters.reduce(0) { $0 + $1.outputs }])
  }

  /// As above, into a tensor or a part of one, such as some channels of a wider result.
  public func callAsFunction(_ input: Tensor, into output: Tensor) throws {
    try check { ct_packed_run(handle, input.handle, output.handle) }
  }
}
