internal import Torch

/// A convolution with batch norm, or what is left of both once they are folded.
struct NormalisedConvolution: Stateful {
  let convolution: Convolution
  let norm: BatchNorm?

  init(
    _ inputs: Int, to outputs: Int, kernel: [Int], stride: [Int]? = nil, padding: [Int]? = nil,
    generator: RandomGenerator
  ) throws {
    // Batch norm takes the mean away, so the convolution needs no bias.
    convolution = try Convolution(
      inputs, to: outputs, kernel: kernel, stride: stride, padding: padding, bias: false,
      generator: generator)
    norm = try BatchNorm(outputs, device: generator.device)
  }

  private init(folded convolution: Convolution) {
    self.convolution = convolution
    norm = nil
  }

  func callAsFunction(_ input: Tensor, _ mode: Mode) throws -> Tensor {
    let output = try convolution(input)
    return try norm?(output, mode) ?? output
  }

  /// With ReLU behind.
  func rectified(_ input: Tensor, _ mode: Mode) throws -> Tensor {
    if let norm, let output = try trained([convolution], [norm], on: input, mode) { return output }
    return try self(input, mode).rectified()
  }

  func folded() throws -> NormalisedConvolution {
    guard let norm else { return self }
    return NormalisedConvolution(folded: try convolution.folding(norm))
  }

  func state(_ path: String) -> [StateEntry] {
    convolution.state(path) + (norm?.state(joined(path, "norm")) ?? [])
  }
}

/// Runs a bank in training as one operation; nil if that operation does not do it.
private func trained(
  _ convolutions: [Convolution], _ norms: [BatchNorm], on input: Tensor, _ mode: Mode
) throws -> Tensor? {
  guard case .training = mode, try input.elementType == .float32,
    let bank = TrainedBank(convolutions, norms)
  else { return nil }
  return try bank(input)
}

/// Convolutions of several sizes side by side, each centred on the same pixels, their channels
/// joined: the multi-scale filter bank of Gong et al. 2019.
///
/// Along spatial axes every convolution is valid and runs on the centre crop that makes its output
/// as large as the largest kernel's: scale s sees s×s pixels around the same centre. Along the
/// spectrum (the first axis of a 1-D or 3-D bank) it is zero-padded to the same length.
struct FilterBank: Stateful {
  private let filters: [NormalisedConvolution]
  private let spectralAxes: Int
  private let largest: [Int]

  /// - Parameters:
  ///   - kernels: one an entry, along the bank's axes.
  ///   - spectralAxes: how many of the axes, from the first, run along the spectrum: 0 or 1.
  ///   - spectralStride: step along the spectrum.
  init(
    _ inputs: Int, width: Int, kernels: [[Int]], spectralAxes: Int, spectralStride: Int = 1,
    generator: RandomGenerator
  ) throws {
    let axes = kernels[0].count
    self.spectralAxes = spectralAxes
    largest = (0..<axes).map { axis in kernels.map { $0[axis] }.max() ?? 1 }
    filters = try kernels.map { kernel in
      try NormalisedConvolution(
        inputs, to: width, kernel: kernel,
        stride: kernel.indices.map { $0 < spectralAxes ? spectralStride : 1 },
        padding: kernel.indices.map { $0 < spectralAxes ? kernel[$0] / 2 : 0 },
        generator: generator)
    }
  }

  private init(filters: [NormalisedConvolution], like bank: FilterBank) {
    self.filters = filters
    spectralAxes = bank.spectralAxes
    largest = bank.largest
  }

  /// The convolutions alone: all there is, once batch norm is folded.
  var convolutions: [Convolution] { filters.map(\.convolution) }

  /// Channels of the output: those of all filters.
  var outputs: Int { filters.reduce(0) { $0 + $1.convolution.weight.shape[0] } }

  func callAsFunction(_ input: Tensor, _ mode: Mode) throws -> Tensor {
    if let output = try trained(convolutions, filters.compactMap(\.norm), on: input, mode) {
      return output
    }
    let outputs = try filters.map { try $0(try cropped(input, for: $0.convolution.kernel), mode) }
    return try Tensor.concatenated(outputs, along: 1).rectified()
  }

  /// What a convolution leaves out at both ends of each axis of its input.
  func margins(of kernel: [Int]) -> [Int] {
    kernel.indices.map { $0 < spectralAxes ? 0 : (largest[$0] - kernel[$0]) / 2 }
  }

  private func cropped(_ input: Tensor, for kernel: [Int]) throws -> Tensor {
    var crop = input
    for (axis, margin) in margins(of: kernel).enumerated() where margin > 0 {
      let length = input.shape[axis + 2]
      guard length > 2 * margin else {
        throw TorchError("a window of \(length) pixels is smaller than the network's")
      }
      crop = try crop.slice(axis + 2, margin..<(length - margin))
    }
    return crop
  }

  func folded() throws -> FilterBank {
    FilterBank(filters: try filters.map { try $0.folded() }, like: self)
  }

  func state(_ path: String) -> [StateEntry] {
    filters.flatMap { filter in
      let size = filter.convolution.kernel.map(String.init).joined(separator: "x")
      return filter.state(joined(path, "scale\(size)"))
    }
  }
}
