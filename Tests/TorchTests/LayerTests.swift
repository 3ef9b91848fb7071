import Testing
import Torch

@Suite struct LayerTests {
  @Test(arguments: [[6, 4, 5], [6, 4, 3, 5]], [false, true])
  func batchNormIsItsFormula(shape: [Int], last: Bool) throws {
    let norm = try BatchNorm(4)
    try norm.weight.assign(Tensor([0.5, 1, 2, -1] as [Float]))
    try norm.bias.assign(Tensor([0, 1, -1, 3] as [Float]))
    var input = try (normal(shape) * 3 + 5).to(.float32)
    if last, shape.count == 4 { input = try input.channelsLast() }
    let seen = try RandomGenerator(seed: 4).normal(shape)
    let mode = Mode.training(try RandomGenerator(seed: 0))
    let channel = [1, 4] + shape.dropFirst(2).map { _ in 1 }
    let axes = (0..<shape.count).filter { $0 != 1 }
    func over(_ x: Tensor) throws -> Tensor {
      try axes.reversed().reduce(x) { try $0.mean($1, keep: true) }
    }

    let a = try input.copy().requiringGradient()
    let found = try norm(a, mode)
    try (found * seen).sum().backward()

    let b = try input.copy().requiringGradient()
    let mean = try over(b)
    let variance = try over((b - mean).squared())
    let w = try norm.weight.detached().requiringGradient()
    let expected =
      try (b - mean) / (variance + 1e-5).squareRoot() * w.reshaped(channel)
      + norm.bias.detached().reshaped(channel)
    try (expected * seen).sum().backward()

    #expect(try largestDifference(found, expected) < 1e-5)
    #expect(try largestDifference(gradient(a), gradient(b)) < 1e-5)
    #expect(try largestDifference(gradient(norm.weight), gradient(w)) < 1e-4)
    // Running statistics move a tenth of the way, the variance with n − 1 in its denominator.
    let n = Double(shape.reduce(1, *) / 4)
    #expect(try largestDifference(norm.mean, mean.reshaped([4]) * 0.1) < 1e-5)
    #expect(
      try largestDifference(norm.variance, variance.reshaped([4]) * (0.1 * n / (n - 1)) + 0.9)
        < 1e-5)
  }

  @Test func foldingIsTheSameFunction() throws {
    let generator = try RandomGenerator(seed: 5)
    for kernel in [[3], [3, 3], [3, 1, 3]] {
      let norm = try BatchNorm(6)
      try norm.weight.assign(generator.normal([6]))
      try norm.bias.assign(generator.normal([6]))
      try norm.mean.assign(generator.normal([6]))
      try norm.variance.assign(generator.uniform([6]) + 0.1)
      for bias in [false, true] {
        let convolution = try Convolution(
          4, to: 6, kernel: kernel, bias: bias, generator: generator)
        let input = try generator.normal([2, 4] + kernel.map { $0 + 3 })
        let plain = try norm(convolution(input), .inference)
        #expect(try largestDifference(plain, convolution.folding(norm)(input)) < 1e-5)
      }
    }
  }

  @Test func dropoutKeepsTheMeanAndFollowsItsSeed() throws {
    let ones = try Tensor.full(1, shape: [100, 100])
    let first = try ones.dropout(0.25, .training(RandomGenerator(seed: 7)))
    let second = try ones.dropout(0.25, .training(RandomGenerator(seed: 7)))
    let third = try ones.dropout(0.25, .training(RandomGenerator(seed: 8)))
    let values = try first.values(Float.self)
    #expect(Set(values) == [0, 1 / 0.75])
    // 10 000 draws: the mean's standard deviation is 0.0058.
    #expect(abs(values.reduce(0, +) / 10_000 - 1) < 0.03)
    #expect(try second.values(Float.self) == values)
    #expect(try third.values(Float.self) != values)
    #expect(try ones.dropout(0.25, .inference) === ones)
    #expect(try ones.dropout(0, .training(RandomGenerator(seed: 7))) === ones)

    let x = try Tensor.full(2, shape: [50]).requiringGradient()
    let y = try x.dropout(0.5, .training(RandomGenerator(seed: 1)))
    try y.sum().backward()
    #expect(try gradient(x).values(Float.self) == y.values(Float.self).map { $0 / 2 })
  }

  @Test func generatorsFollowTheirSeed() throws {
    let a = try RandomGenerator(seed: 11)
    let b = try RandomGenerator(seed: 11)
    let c = try RandomGenerator(seed: 12)
    let first = try a.normal([1000]).values(Float.self)
    #expect(try b.normal([1000]).values(Float.self) == first)
    #expect(try c.normal([1000]).values(Float.self) != first)
    #expect(try a.normal([1000]).values(Float.self) != first)
    let mean = first.reduce(0, +) / 1000
    let square = first.reduce(0) { $0 + $1 * $1 } / 1000
    #expect(abs(mean) < 0.15 && abs(square - 1) < 0.2)
    let uniform = try a.uniform([1000], within: 0.5).values(Float.self)
    #expect(uniform.allSatisfy { -0.5 <= $0 && $0 < 0.5 })
    #expect(uniform.max()! > 0.45 && uniform.min()! < -0.45)
    let doubles = try a.uniform([10], type: .float64)
    #expect(try doubles.elementType == .float64)
  }

  @Test func snapshotsAreRestoredAndMismatchesNamed() throws {
    let generator = try RandomGenerator(seed: 2)
    let layer = try Linear(3, to: 2, generator: generator)
    let saved = try layer.snapshot()
    let before = try layer.weight.values(Float.self)
    try layer.weight.assign(Tensor.zeros([2, 3]))
    #expect(try layer.weight.values(Float.self) != before)
    try layer.restore(saved)
    #expect(try layer.weight.values(Float.self) == before)
    #expect(layer.weight.requiresGradient)

    var absent = saved
    absent["bias"] = nil
    let first = #expect(throws: TorchError.self) { try layer.restore(absent) }
    #expect(first?.message == "there are no weights for `bias` [2]")
    var extra = saved
    extra["gain"] = try Tensor.zeros([1])
    let second = #expect(throws: TorchError.self) { try layer.restore(extra) }
    #expect(second?.message.contains("`gain`") == true)
    var misshapen = saved
    misshapen["weight"] = try Tensor.zeros([3, 2])
    let third = #expect(throws: TorchError.self) { try layer.restore(misshapen) }
    #expect(third?.message == "the weights for `weight` have shape [3, 2], not [2, 3]")
    #expect(try layer.weight.values(Float.self) == before)
  }
}
