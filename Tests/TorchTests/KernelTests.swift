import Testing
import Torch

/// The loops of every kind of processor that this one can run, each against the plain formula.
@Suite struct KernelTests {
  @Test func theMachineHasAKind() {
    #expect(Kernels.portable.use {} != nil)
  }

  /// Outputs of whole groups of columns, of a part of one, and of fewer columns than a kind holds.
  @Test(arguments: Kernels.allCases, [16, 24, 40, 64, 88, 130])
  func aProductIsItsFormula(_ kernels: Kernels, outputs: Int) throws {
    let generator = try RandomGenerator(seed: 31)
    for (rows, depth) in [(1, 3), (5, 16), (6, 129), (13, 300)] {
      let input = try generator.normal([rows, depth])
      let matrix = try generator.normal([depth, outputs])
      let bias = try generator.normal([outputs]) * 10
      for rectified in [false, true] {
        var expected =
          try input.to(.float64).times(matrix.to(.float64)) + bias.to(.float64)
        if rectified { expected = try expected.relu() }
        let found = try kernels.use {
          try input.product(matrix, bias: bias, rectified: rectified)
        }
        guard let found else { return }
        #expect(
          try largestDifference(found, expected) < 1e-4, "\(rows) × \(depth) × \(outputs)")
      }
      let plain = try kernels.use { try input.product(matrix, bias: nil, rectified: false) }
      guard let plain else { return }
      #expect(try largestDifference(plain, input.times(matrix)) < 1e-4)
    }
  }

  /// 1 · x + 0 for what is no number or infinite, as libtorch's ReLU has it.
  @Test(arguments: Kernels.allCases) func reluKeepsWhatIsNoNumber(_ kernels: Kernels) throws {
    let special: [Float] = [.nan, .infinity, -.infinity, -1, 0, 2]
    let input = try Tensor(special, shape: [6, 1])
    let found = try kernels.use {
      try input.product(Tensor.full(1, shape: [1, 16]), bias: nil, rectified: true)
    }
    guard let values = try found?.values(Float.self) else { return }
    for (row, expected) in [Float.nan, .infinity, 0, 0, 0, 2].enumerated() {
      for value in values[(row * 16)..<(row * 16 + 16)] {
        #expect(value == expected || value.isNaN && expected.isNaN, "\(special[row]): \(value)")
      }
    }
  }

  @Test(arguments: Kernels.allCases, [1, 3, 5, 7])
  func aPackedConvolutionIsAPlainOne(_ kernels: Kernels, side: Int) throws {
    let generator = try RandomGenerator(seed: 32)
    let plain = try Convolution(32, to: 48, kernel: [side, side], generator: generator)
    let input = try generator.normal([2, 13, 17, 32])
    let expected = try withoutGradients {
      try plain(input.permuted([0, 3, 1, 2])).relu().permuted([0, 2, 3, 1])
    }
    let found = try kernels.use {
      try PackedConvolution(plain, rectified: true).map { try $0(input) }
    }
    guard let found else { return }
    let output = try #require(found)
    #expect(try largestDifference(output, expected) < 2e-5)
    // A pixel that is no number makes those no number that see it, and not all.
    try input.slice(1, 0..<1).slice(2, 0..<1).assign(Tensor.full(.nan, shape: [2, 1, 1, 32]))
    let spoilt = try kernels.use {
      try PackedConvolution(plain, rectified: true).map { try $0(input).isNaN() }
    }
    let isNaN = try #require(spoilt.flatMap { $0 })
    #expect(try isNaN.slice(1, 0..<1).slice(2, 0..<1).all().item() == 1)
    #expect(
      try isNaN.slice(1, (13 - side)..<(14 - side)).slice(2, (17 - side)..<(18 - side)).any().item()
        == 0)
  }

  /// Filters that go each of the three ways (filters.cpp), forward and backward.
  @Test(arguments: Kernels.allCases, [[1, 3, 5], [3, 1], [5]])
  func aBankIsItsLayers(_ kernels: Kernels, _ sides: [Int]) throws {
    let generator = try RandomGenerator(seed: 33)
    let convolutions = try sides.map {
      try Convolution(16, to: 16, kernel: [$0, $0], bias: false, generator: generator)
    }
    let values = try generator.normal([9, 16, 9, 9]).channelsLast()
    func run(_ body: (Tensor, [BatchNorm]) throws -> Tensor) throws -> [Tensor] {
      for convolution in convolutions { try convolution.weight.clearGradient() }
      let input = try values.copy().requiringGradient()
      let output = try body(input, sides.map { _ in try BatchNorm(16) })
      let weights = try RandomGenerator(seed: 5).normal(output.shape)
      try (output * weights).sum().backward()
      return try [output.detached(), gradient(input).copy()]
        + convolutions.map { try gradient($0.weight).copy() }
    }
    let expected = try run { input, norms in
      let largest = sides.max() ?? 1
      return try .concatenated(
        zip(convolutions, norms).map { convolution, norm in
          let margin = (largest - convolution.kernel[0]) / 2
          let crop = try input.slice(2, margin..<(9 - margin)).slice(3, margin..<(9 - margin))
          return try norm(convolution(crop), .training(generator)).relu()
        }, along: 1)
    }
    let found = try kernels.use {
      try run { input, norms in
        let bank = try #require(TrainedBank(convolutions, norms))
        return try bank(input)
      }
    }
    guard let found else { return }
    for (one, other) in zip(expected, found) {
      let size = try one.magnitude().max().item()
      #expect(try largestDifference(one, other) < 2e-5 * max(1, size), "\(one.shape)")
    }
  }

  /// In training too a value that is no number goes through to the output, and its gradient back.
  @Test(arguments: Kernels.allCases, [1, 3]) func aBankKeepsWhatIsNoNumber(
    _ kernels: Kernels, side: Int
  ) throws {
    let generator = try RandomGenerator(seed: 34)
    let convolution = try Convolution(
      16, to: 16, kernel: [side, side], bias: false, generator: generator)
    let values = try generator.normal([4, 16, 9, 9]).channelsLast()
    try values.slice(0, 0..<1).assign(Tensor.full(.nan, shape: [1, 16, 9, 9]))
    let found = try kernels.use {
      let input = try values.copy().requiringGradient()
      let norm = try BatchNorm(16)
      let bank = try #require(TrainedBank([convolution], [norm]))
      let output = try bank(input)
      try output.sum().backward()
      return (try output.isNaN().all().item(), try gradient(input).isNaN().all().item())
    }
    guard let found else { return }
    #expect(found.0 == 1 && found.1 == 1)
  }
}
