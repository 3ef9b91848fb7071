import Testing
import Torch

/// Packed convolutions give what plain ones give, on whole tensors and on parts of them.
@Suite(.serialized) struct PackedConvolutionTests {
  /// Images, rows, columns, input and output channels, kernel.
  static let cases = [
    [1, 9, 11, 16, 32, 1], [2, 5, 3, 7, 16, 1], [1, 30, 31, 16, 16, 3], [3, 3, 3, 32, 48, 3],
    [1, 13, 26, 16, 80, 5], [2, 5, 5, 64, 64, 5], [1, 12, 40, 48, 16, 7], [1, 8, 7, 16, 16, 7],
  ]

  @Test(arguments: cases, [false, true]) func isAPlainConvolution(_ sizes: [Int], rectified: Bool)
    throws
  {
    let generator = try RandomGenerator(seed: 11)
    let kernel = sizes[5]
    let plain = try Convolution(
      sizes[3], to: sizes[4], kernel: [kernel, kernel], generator: generator)
    let packed = try #require(try PackedConvolution(plain, rectified: rectified))
    let whole = try generator.normal([sizes[0], sizes[1] + 2, sizes[2] + 1, sizes[3]])
    // A crop, as a bank hands out.
    let input = try whole.slice(1, 1..<(sizes[1] + 1)).slice(2, 0..<sizes[2])
    try withoutGradients {
      var expected = try plain(input.permuted([0, 3, 1, 2])).permuted([0, 2, 3, 1])
      if rectified { expected = try expected.relu() }
      let found = try packed(input)
      #expect(try largestDifference(found, expected) < 2e-5)
      // Beside other channels, which stay as they are.
      let wide = try Tensor.full(7, shape: Array(found.shape.dropLast()) + [sizes[4] + 5])
      try packed(input, into: wide.slice(3, 3..<(sizes[4] + 3)))
      #expect(try largestDifference(wide.slice(3, 3..<(sizes[4] + 3)), expected) < 2e-5)
      for rest in [0..<3, (sizes[4] + 3)..<(sizes[4] + 5)] {
        #expect(try wide.slice(3, rest).equal(7).all().item() == 1)
      }
    }
  }

  @Test func threadsChangeNothing() throws {
    let generator = try RandomGenerator(seed: 12)
    let threads = Engine.threads
    defer { try? Engine.setThreads(threads) }
    for kernel in [1, 3, 5] {
      let plain = try Convolution(32, to: 32, kernel: [kernel, kernel], generator: generator)
      let packed = try #require(try PackedConvolution(plain, rectified: true))
      let input = try generator.normal([1, 61, 67, 32])
      let found = try [1, 2, 3].map { count in
        try Engine.setThreads(count)
        return try packed(input).values(Float.self)
      }
      #expect(found[0] == found[1] && found[0] == found[2], "kernel \(kernel)")
    }
  }

  @Test func whatCannotBePackedIsLeftAlone() throws {
    let generator = try RandomGenerator(seed: 13)
    func packed(_ inputs: Int, _ outputs: Int, _ kernel: [Int], _ padding: [Int]? = nil) throws
      -> PackedConvolution?
    {
      try PackedConvolution(
        Convolution(inputs, to: outputs, kernel: kernel, padding: padding, generator: generator),
        rectified: false)
    }
    #expect(try packed(16, 16, [3, 3]) != nil)
    #expect(try packed(5, 16, [1, 1]) != nil)
    #expect(try packed(5, 16, [3, 3]) == nil)
    #expect(try packed(16, 15, [1, 1]) == nil)
    #expect(try packed(16, 16, [3, 5]) == nil)
    #expect(try packed(16, 16, [9, 9]) == nil)
    #expect(try packed(16, 16, [3, 3], [1, 1]) == nil)
    #expect(try packed(16, 16, [3]) == nil)
  }

  @Test func aBiasOfAnotherLengthIsRefused() throws {
    let short = try Convolution(
      weight: Tensor.zeros([16, 16, 3, 3]), bias: Tensor.zeros([8]), stride: [1, 1],
      padding: [0, 0])
    #expect(throws: TorchError.self) { try PackedConvolution(short, rectified: false) }
  }

  @Test func wrongInputsAreRefused() throws {
    let plain = try Convolution(
      16, to: 16, kernel: [3, 3], generator: RandomGenerator(seed: 14))
    let packed = try #require(try PackedConvolution(plain, rectified: false))
    for shape in [[1, 2, 9, 16], [1, 9, 9, 32], [9, 9, 16]] {
      #expect(throws: TorchError.self) { try packed(.zeros(shape)) }
    }
    #expect(throws: TorchError.self) {
      try packed(Tensor.zeros([1, 9, 9, 16]), into: .zeros([1, 9, 9, 16]))
    }
    #expect(throws: TorchError.self) { try packed(.zeros([1, 9, 9, 16], type: .float64)) }
  }
}
