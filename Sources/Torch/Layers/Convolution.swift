internal import CTorch

/// A convolution over 1, 2 or 3 axes: input N×C×…, weight O×C×k₁×…, output N×O×….
/// For an input in bfloat16 the weight is rounded to it, and the output is in bfloat16.
/// With groups, each of them convolves its own share of the channels: weight O×(C/groups)×k₁×….
///
/// Weights start uniform in ±1/√fan-in, as PyTorch's do (He et al. 2015 with a = √5).
public struct Convolution: Stateful {
  public let weight: Tensor
  public let bias: Tensor?
  public let stride: [Int]
  public let padding: [Int]
  public let groups: Int

  /// - Parameters:
  ///   - inputs: channels of the input.
  ///   - outputs: channels of the output.
  ///   - kernel: length along each axis; its count is the number of axes.
  ///   - stride: 1 along each axis if nil.
  ///   - padding: zeros added at both ends of each axis; none if nil.
  ///   - groups: a divisor of inputs and outputs.
  ///   - bias: whether a number is added to each output channel.
  ///   - generator: draws the weights.
  /// - Throws: `TorchError` if the groups do not divide the channels.
  public init(
    _ inputs: Int, to outputs: Int, kernel: [Int], stride: [Int]? = nil, padding: [Int]? = nil,
    groups: Int = 1, bias: Bool = true, generator: RandomGenerator
  ) throws {
    guard groups > 0, inputs % groups == 0, outputs % groups == 0 else {
      throw TorchError("\(groups) groups do not divide \(inputs) inputs and \(outputs) outputs")
    }
    let fanIn = inputs / groups * kernel.reduce(1, *)
    let bound = 1 / Double(Swift.max(fanIn, 1)).squareRoot()
    var weight = try generator.uniform([outputs, inputs / groups] + kernel, within: bound)
    if kernel.count > 1 { weight = try weight.channelsLast() }
    self.weight = try weight.requiringGradient()
    self.bias = bias ? try generator.uniform([outputs], within: bound).requiringGradient() : nil
    self.stride = stride ?? kernel.map { _ in 1 }
    self.padding = padding ?? kernel.map { _ in 0 }
    self.groups = groups
  }

  /// A convolution with weights that are given, for networks whose layers have been folded.
  public init(
    weight: Tensor, bias: Tensor?, stride: [Int], padding: [Int], groups: Int = 1
  ) {
    self.weight = weight
    self.bias = bias
    self.stride = stride
    self.padding = padding
    self.groups = groups
  }

  public var kernel: [Int] { Array(weight.shape.dropFirst(2)) }

  public func callAsFunction(_ input: Tensor) throws -> Tensor {
    guard stride.count == padding.count, stride.count == weight.rank - 2 else {
      throw TorchError("a kernel \(kernel) with a stride \(stride) and a padding \(padding)")
    }
    let strides = stride.map(Int64.init)
    let paddings = padding.map(Int64.init)
    return try tensor {
      ct_convolution(
        input.handle, weight.handle, bias?.handle, strides, paddings, Int32(strides.count),
        Int64(groups), $0)
    }
  }

  public func state(_ path: String) -> [StateEntry] {
    [StateEntry(path: joined(path, "weight"), tensor: weight)]
      + (bias.map { [StateEntry(path: joined(path, "bias"), tensor: $0)] } ?? [])
  }
}
