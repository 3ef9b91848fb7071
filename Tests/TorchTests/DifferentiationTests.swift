import Testing
import Torch

@Suite struct DifferentiationTests {
  @Test func arithmetic() throws {
    let other = try normal([3, 1], seed: 2)
    try expectGradient(at: normal([3, 4])) { x in
      let y = try (x * other + 2 * x.squared() - 1 / 2) / (x.magnitude() + 1)
      return try (y.tanh() + x.sigmoid().log() + x.softplus() - x.cos()).sum()
    }
    try expectGradient(at: normal([5])) { try (1 - $0).exp().sum() }
    try expectGradient(at: normal([5]).magnitude() + 0.5) {
      try ($0.power(1.7) + $0.squareRoot() + $0.reciprocal() + $0.log1p()).mean()
    }
  }

  @Test func reductions() throws {
    try expectGradient(at: normal([3, 4])) { try $0.logSumExp(1).squared().sum() }
    try expectGradient(at: normal([3, 4])) { try $0.variance(0).sum() }
    try expectGradient(at: normal([3, 4])) { try $0.norm(1).squared().mean() }
    try expectGradient(at: normal([3, 4])) { try ($0.max(1) * 3 - $0.min(0).sum()).sum() }
  }

  @Test func logSumExpDoesNotOverflow() throws {
    let x = try Tensor([1000, 1000, -1000] as [Double])
    #expect(try abs(x.logSumExp().item() - 1000.6931471805599) < 1e-12)
  }

  @Test func linearAlgebra() throws {
    try expectGradient(at: normal([4, 4])) { x in
      try (x.times(x.transposed()) + Tensor.identity(4, type: .float64)).logDeterminant()
    }
    let other = try normal([3, 5], seed: 9)
    try expectGradient(at: normal([4, 5])) {
      try $0.pairwiseDistances(to: other).squared().logSumExp()
    }
    let matrix = try Tensor([4, 2, 2, 3] as [Double], shape: [2, 2])
    #expect(try abs(matrix.logDeterminant().item() - 2.0794415416798357) < 1e-14)  // log 8
    let error = #expect(throws: TorchError.self) { try (-matrix).cholesky() }
    #expect(error?.message.contains("not positive-definite") == true)
  }

  @Test func distancesOfNearPointsKeepTheirDigits() throws {
    // By ‖a‖² + ‖b‖² − 2a·b, float32 would find 0 or something like 0.5 here.
    let a = try Tensor([1000, 1000] as [Float], shape: [1, 2])
    let b = try Tensor([1000, 1000.125] as [Float], shape: [1, 2])
    #expect(try a.pairwiseDistances(to: b).item() == 0.125)
  }

  @Test(arguments: [1, 2, 3]) func convolution(axes: Int) throws {
    let input = try normal([2, 2] + Array([5, 4, 3].prefix(axes)))
    let weight = try normal([3, 2] + Array([3, 2, 2].prefix(axes)), seed: 4)
    let bias = try normal([3], seed: 5)
    func layer(_ weight: Tensor, _ bias: Tensor) -> Convolution {
      Convolution(
        weight: weight, bias: bias, stride: [2, 1, 1].prefix(axes).map { $0 },
        padding: [1, 0, 1].prefix(axes).map { $0 })
    }
    try expectGradient(at: input) { try layer(weight, bias)($0).squared().sum() }
    try expectGradient(at: weight) { try layer($0, bias)(input).squared().sum() }
    try expectGradient(at: bias) { try layer(weight, $0)(input).squared().sum() }
  }

  /// The kernels that training uses (float32, channels last) against those of the test above.
  @Test(arguments: [1, 2, 3]) func convolutionInSinglePrecision(axes: Int) throws {
    let x = try normal([4, 8] + Array([9, 8, 7].prefix(axes)))
    let w = try normal([16, 8] + Array([5, 3, 3].prefix(axes)), seed: 4)
    let zeros = Array(repeating: 0, count: axes)
    let ones = Array(repeating: 1, count: axes)
    func gradients(_ type: ElementType, last: Bool) throws -> (Tensor, Tensor, Tensor) {
      var input = try x.to(type)
      var weight = try w.to(type)
      if last { (input, weight) = try (input.channelsLast(), weight.channelsLast()) }
      input = try input.copy().requiringGradient()
      weight = try weight.copy().requiringGradient()
      let y = try Convolution(weight: weight, bias: nil, stride: ones, padding: zeros)(input)
      try y.sigmoid().sum().backward()
      return (y, try gradient(input), try gradient(weight))
    }
    let exact = try gradients(.float64, last: false)
    for last in [false, true] where axes > 1 || !last {
      let single = try gradients(.float32, last: last)
      #expect(try largestDifference(exact.0, single.0) < 1e-4)
      #expect(try largestDifference(exact.1, single.1) < 1e-3)
      #expect(try largestDifference(exact.2, single.2) < 1e-3)
    }
  }

  @Test func linearAndPooling() throws {
    let weight = try normal([3, 4], seed: 7)
    let bias = try normal([3], seed: 8)
    try expectGradient(at: normal([2, 4])) {
      try Linear(weight: weight, bias: bias)($0).squared().sum()
    }
    try expectGradient(at: weight) {
      try Linear(weight: $0, bias: bias)(normal([2, 4])).squared().sum()
    }
    for kind in [Pooling.max, .mean] {
      try expectGradient(at: normal([1, 2, 7])) {
        try $0.pooled(kind, kernel: [2]).squared().sum()
      }
      try expectGradient(at: normal([1, 2, 4, 6])) {
        try $0.pooled(kind, kernel: [2, 3]).squared().sum()
      }
      try expectGradient(at: normal([1, 1, 4, 2, 3])) {
        try $0.pooled(kind, kernel: [2, 2, 2], stride: [1, 2, 1]).squared().sum()
      }
    }
  }

  @Test func classification() throws {
    let labels = try Tensor([2, 0, 1] as [Int64])
    let weights = try Tensor([1, 2, 0.5] as [Double])
    try expectGradient(at: normal([3, 3])) {
      try crossEntropy($0, labels, classWeights: weights, labelSmoothing: 0.1)
    }
    let uniform = try crossEntropy(Tensor.zeros([3, 3], type: .float64), labels)
    #expect(try abs(uniform.item() - 1.0986122886681098) < 1e-15)  // log 3
    try expectGradient(at: normal([3, 3])) { try $0.softmax(1).squared().sum() }
    try expectGradient(at: normal([3, 3])) { try $0.logSoftmax(0).squared().sum() }
  }

  @Test func shapesPassGradients() throws {
    try expectGradient(at: normal([2, 3, 2])) { x in
      let parts = try [
        x.permuted([2, 0, 1]).reshaped([-1]), x.slice(1, 1..<3).reshaped([-1]),
        x.flipped([0]).reshaped([-1]), x.unsqueezed(0).expanded([2, 2, 3, 2]).reshaped([-1]),
      ]
      let all = try Tensor.concatenated(parts, along: 0)
      return try (all * normal(all.shape, seed: 3)).sum()
    }
    try expectGradient(at: normal([4, 4])) {
      try Tensor.stacked([
        $0.diagonal(), $0.selecting(Tensor([1] as [Int64]), along: 0).squeezed(0),
      ])
      .squared().sum()
    }
    try expectGradient(at: normal([4, 4])) {
      try $0.filled(where: $0.greater(0.3), with: 2).squared().sum()
    }
  }

  @Test func gradientsAddUpUntilCleared() throws {
    let x = try Tensor.full(3, shape: [2]).requiringGradient()
    try x.squared().sum().backward()
    try x.squared().sum().backward()
    #expect(try gradient(x).values() == [12, 12] as [Float])
    try x.clearGradient()
    #expect(try x.gradient == nil)
    #expect(try x.detached().requiresGradient == false)
  }
}
