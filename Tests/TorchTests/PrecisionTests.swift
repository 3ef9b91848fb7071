import Testing
import Torch

/// Layers whose input is in bfloat16, rounding to which moves a number by 2⁻⁸ of it at most.
@Suite struct PrecisionTests {
  private let error = 1.0 / 256

  private func rounded(_ tensor: Tensor) throws -> Tensor {
    try tensor.detached().to(.bfloat16).to(.float32)
  }

  /// Both factors are rounded, their products are not, and the result is rounded once.
  @Test func convolutionsRoundWhatGoesInAndOutAlone() throws {
    let generator = try RandomGenerator(seed: 31)
    for (kernel, stride, padding) in [
      ([3], [2], [1]), ([1, 1], [1, 1], [0, 0]), ([3, 3], [1, 1], [0, 0]),
      ([5, 3, 3], [2, 1, 1], [2, 0, 0]),
    ] {
      let convolution = try Convolution(
        48, to: 16, kernel: kernel, stride: stride, padding: padding, generator: generator)
      let input = try generator.normal([3, 48] + kernel.map { $0 + 4 })
      let expected = try Convolution(
        weight: rounded(convolution.weight), bias: convolution.bias.map { try rounded($0) },
        stride: stride, padding: padding)(rounded(input))
      let found = try convolution(input.to(.bfloat16))
      #expect(try found.elementType == .bfloat16)
      let size = try expected.magnitude().max().item()
      #expect(try largestDifference(found, expected) < 1.01 * error * size + 1e-5, "\(kernel)")
      #expect(try convolution(input).elementType == .float32)
    }
    let linear = try Linear(300, to: 7, generator: generator)
    let input = try generator.normal([5, 300])
    let expected = try Linear(
      weight: rounded(linear.weight), bias: linear.bias.map { try rounded($0) })(rounded(input))
    let size = try expected.magnitude().max().item()
    #expect(
      try largestDifference(linear(input.to(.bfloat16)), expected) < 1.01 * error * size + 1e-5)
  }

  @Test func gradientsComeBackInTheWeightsOwnType() throws {
    let generator = try RandomGenerator(seed: 32)
    let convolution = try Convolution(16, to: 8, kernel: [3, 3], generator: generator)
    let linear = try Linear(8, to: 4, generator: generator)
    let values = try generator.normal([20, 16, 5, 5]).channelsLast()
    let found = try [ElementType.float32, .bfloat16].map { type in
      let norm = try BatchNorm(8)
      // The convolution's bias has no gradient but rounding, for batch norm takes it away.
      let weights =
        [convolution.weight, linear.weight, norm.weight, norm.bias]
        + [linear.bias].compactMap { $0 }
      try #require(weights.count == 5)
      for weight in weights { try weight.clearGradient() }
      let input = try values.to(type)
      let mapped = try norm(convolution(input), .training(generator)).relu()
      #expect(try mapped.elementType == type)
      let output = try linear(mapped.permuted([0, 2, 3, 1])).to(.float32)
      try output.squared().sum().backward()
      for statistic in [norm.mean, norm.variance] {
        #expect(try statistic.elementType == .float32)
      }
      return try weights.map { weight in
        let found = try gradient(weight)
        #expect(try found.elementType == .float32)
        return try found.copy()
      } + [norm.mean.copy(), norm.variance.copy()]
    }
    for (index, (exact, near)) in zip(found[0], found[1]).enumerated() {
      let size = try exact.squared().sum().item().squareRoot()
      let difference = try (exact - near).squared().sum().item().squareRoot()
      #expect(difference < 0.03 * size, "\(index): \(difference) of \(size)")
    }
  }
}
