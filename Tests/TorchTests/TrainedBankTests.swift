import Testing
import Torch

/// The bank that training runs as one operation gives the values, gradients and statistics of its
/// layers one by one.
@Suite(.serialized) struct TrainedBankTests {
  struct Case: CustomTestStringConvertible, Sendable {
    var kernels: [Int]
    var input: [Int]
    /// Channels of each filter.
    var width: @Sendable (_ kernel: Int) -> Int
    /// Whether the input needs a gradient.
    var differentiates: Bool

    var testDescription: String { "\(kernels) on \(input), \(differentiates)" }
  }

  /// Sizes of which each goes another way: libtorch's convolution, a product of matrices, the
  /// Fourier transform.
  static let cases =
    [
      ([1, 3, 5], [7, 6, 9, 8], true), ([1], [7, 6, 9, 8], false), ([3, 1], [7, 6, 9, 8], true),
    ].map { kernels, input, differentiates in
      Case(kernels: kernels, input: input, width: { 5 + $0 }, differentiates: differentiates)
    }
    + [
      ([1, 3, 5], [9, 32, 9, 9], true), ([1, 3, 5], [9, 16, 5, 5], true),
      ([3, 1], [4, 16, 9, 9], true),
      ([5, 3], [3, 16, 11, 11], true), ([1, 5], [5, 48, 7, 7], true), ([1], [40, 24, 9, 9], false),
      ([1, 3], [20, 10, 9, 9], true), ([1, 3, 5], [9, 32, 9, 9], false),
      ([7, 1], [6, 16, 9, 9], true),
    ].map { kernels, input, differentiates in
      Case(
        kernels: kernels, input: input, width: { 16 + 16 * ($0 / 3) },
        differentiates: differentiates)
    }

  @Test(arguments: cases) func isItsLayersOneByOne(_ one: Case) throws {
    let (kernels, differentiates, side) = (one.kernels, one.differentiates, one.input)
    let generator = try RandomGenerator(seed: 21)
    let largest = try #require(kernels.max())
    let convolutions = try kernels.map {
      try Convolution(
        side[1], to: one.width($0), kernel: [$0, $0], bias: false, generator: generator)
    }
    let values = try (generator.normal(side) * 2 + 3).channelsLast()
    var found: [[Tensor]] = []
    for fused in [false, true] {
      for convolution in convolutions { try convolution.weight.clearGradient() }
      let norms = try convolutions.enumerated().map { index, convolution in
        let norm = try BatchNorm(convolution.weight.shape[0])
        let own = try RandomGenerator(seed: UInt64(index))
        try norm.weight.assign(own.normal(norm.weight.shape))
        try norm.bias.assign(own.normal(norm.bias.shape))
        return norm
      }
      let input = try values.copy()
      if differentiates { try input.requiringGradient() }
      let output: Tensor
      if fused {
        let bank = TrainedBank(convolutions, norms)
        output = try #require(try bank?(input))
      } else {
        let mode = Mode.training(generator)
        output = try .concatenated(
          zip(convolutions, norms).map { convolution, norm in
            let margin = (largest - convolution.kernel[0]) / 2
            let crop = try input.slice(2, margin..<(side[2] - margin))
              .slice(3, margin..<(side[3] - margin))
            return try norm(convolution(crop), mode).relu()
          }, along: 1)
      }
      let weights = try RandomGenerator(seed: 5).normal(output.shape)
      try (output * weights).sum().backward()
      var results = [try output.detached()]
      if differentiates { results.append(try gradient(input)) }
      for (convolution, norm) in zip(convolutions, norms) {
        results += [
          try gradient(convolution.weight).copy(), try gradient(norm.weight),
          try gradient(norm.bias), norm.mean, norm.variance,
        ]
      }
      found.append(results)
    }
    for (one, other) in zip(found[0], found[1]) {
      let size = try one.magnitude().max().item()
      #expect(try largestDifference(one, other) < 2e-5 * max(1, size), "\(one.shape)")
    }
  }

  @Test(arguments: [[1], [1, 3, 5]]) func threadsChangeNothing(_ kernels: [Int]) throws {
    let threads = Engine.threads
    defer { try? Engine.setThreads(threads) }
    let generator = try RandomGenerator(seed: 22)
    let convolutions = try kernels.map {
      try Convolution(16, to: 16, kernel: [$0, $0], bias: false, generator: generator)
    }
    let values = try generator.normal([40, 16, 9, 9]).channelsLast()
    let found = try [1, 2, 3].map { count in
      try Engine.setThreads(count)
      let norms = try kernels.map { _ in try BatchNorm(16) }
      let input = try values.copy().requiringGradient()
      let bank = TrainedBank(convolutions, norms)
      let output = try #require(try bank?(input))
      for convolution in convolutions { try convolution.weight.clearGradient() }
      try output.squared().sum().backward()
      return try [output.detached(), gradient(input)].flatMap { try $0.values(Float.self) }
        + convolutions.flatMap { try gradient($0.weight).values(Float.self) }
    }
    #expect(found[0] == found[1] && found[0] == found[2])
  }

  /// The loops read memory by these shapes.
  @Test func otherShapesAreRefused() throws {
    let generator = try RandomGenerator(seed: 24)
    let convolution = try Convolution(
      4, to: 8, kernel: [3, 3], bias: false, generator: generator)
    let input = try generator.normal([5, 4, 3, 3])
    let norm = try BatchNorm(8)
    let bank = try #require(TrainedBank([convolution], [norm]))
    #expect(try bank(input).shape == [5, 8, 1, 1])
    for shape in [[5, 3, 3, 3], [5, 4, 3], [4, 3, 3], [5, 8, 3, 3]] {
      #expect(throws: TorchError.self) { try bank(generator.normal(shape)) }
    }
    #expect(throws: TorchError.self) { try bank(input.to(.float64)) }
    for channels in [1, 4, 16] {
      let other = try BatchNorm(channels)
      let short = try #require(TrainedBank([convolution], [other]))
      #expect(throws: TorchError.self) { try short(input) }
    }
  }

  @Test func aSinglePixelAndASmallWindowAreRefused() throws {
    let generator = try RandomGenerator(seed: 23)
    let convolution = try Convolution(
      4, to: 4, kernel: [3, 3], bias: false, generator: generator)
    let norm = try BatchNorm(4)
    let bank = try #require(TrainedBank([convolution], [norm]))
    #expect(throws: TorchError.self) { try bank(generator.normal([1, 4, 3, 3])) }
    #expect(throws: TorchError.self) { try bank(generator.normal([5, 4, 2, 3])) }
  }
}
