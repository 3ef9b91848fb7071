import Testing
import Torch

/// Convolutions over three axes whose spectrum is hardly longer than the kernel.
@Suite struct ShortConvolutionTests {
  /// The gradient of the weights, of a sum of random parts of the output.
  private func gradient(_ type: ElementType, depth: Int, kernel: Int, stride: Int) throws
    -> [Double]
  {
    let generator = try RandomGenerator(seed: 7)
    let input = try generator.normal([8, 4, depth, 5, 5]).to(type)
    let weight = try generator.normal([4, 4, kernel, 3, 3]).to(type).requiringGradient()
    // What freed memory held before must not show.
    for size in [1 << 10, 1 << 12, 1 << 14] {
      _ = try Tensor.full(1e30, shape: [size], device: .cpu) + 0
    }
    let layer = Convolution(
      weight: weight, bias: nil, stride: [stride, 1, 1], padding: [kernel / 2, 0, 0])
    let output = try layer(input)
    let parts = try RandomGenerator(seed: 8).normal(output.shape).to(type)
    try (output * parts).sum().backward()
    return try #require(try weight.gradient).to(.float64).values(Double.self)
  }

  @Test(arguments: [(11, 1), (11, 2), (11, 4), (5, 2), (3, 2)])
  func gradientsAreThoseOfDoublePrecision(_ kernel: Int, _ stride: Int) throws {
    for depth in 2..<26 {
      let exact = try gradient(.float64, depth: depth, kernel: kernel, stride: stride)
      let found = try gradient(.float32, depth: depth, kernel: kernel, stride: stride)
      let largest = exact.map(abs).max() ?? 0
      let difference = zip(exact, found).map { abs($0 - $1) }.max() ?? 0
      #expect(difference < 1e-4 * largest, "depth \(depth)")
    }
  }
}
