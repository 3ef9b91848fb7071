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

  @Test func matricesAreTakenApartAndSolved() throws {
    let a = try normal([5, 3], seed: 2)
    let (left, values, right) = try a.singularVectors()
    #expect(try largestDifference((left * values).times(right), a) < 1e-12)
    #expect(try largestDifference(values, a.singularValues()) < 1e-12)
    let b = try normal([5, 2], seed: 4)
    let x = try a.leastSquares(b)
    // The rest is orthogonal to the columns.
    #expect(try a.transposed().times(a.times(x) - b).magnitude().max().item() < 1e-12)
    let square = try a.transposed().times(a)
    #expect(try largestDifference(square.times(square.solve(x)), x) < 1e-12)
    #expect(throws: TorchError.self) {
      try Tensor.zeros([2, 2], type: .float64).solve(Tensor.zeros([2, 1], type: .float64))
    }
    let weights = try normal([5, 3], seed: 6)
    try expectGradient(at: a) { x in
      let (u, s, v) = try x.singularVectors()
      return try ((u * s.squared()).times(v) * weights).sum()
    }
    try expectGradient(at: square) { x in
      let (s, v) = try (x + x.transposed()).symmetricEigen()
      return try ((v * s.exp()).times(v.transposed()) * square).sum()
    }
    try expectGradient(at: square) { try $0.solve(x).squared().sum() }
    try expectGradient(at: x) { try square.solve($0).squared().sum() }
    try expectGradient(at: a, tolerance: 1e-5) { try $0.leastSquares(b).squared().sum() }
    try expectGradient(at: b) { try a.leastSquares($0).squared().sum() }
    try expectGradient(at: normal([3, 3], seed: 8)) {
      try ($0.times($0.transposed()) + Tensor.identity(3, type: .float64)).cholesky().squared()
        .times(square).sum()
    }
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

  @Test func gradientsOfGradients() throws {
    // x³ and its slope 3x², whose square has the gradient 36x³.
    let x = try Tensor([1, -2, 0.5] as [Double]).requiringGradient()
    let y = try normal([3]).requiringGradient()
    let found = try (x.power(3)).sum().gradients(of: [x, y], differentiable: true)
    #expect(try largestDifference(found[0], x.squared() * 3) < 1e-12)
    #expect(try found[1].values() == [0, 0, 0] as [Double])
    #expect(try x.gradient == nil)
    try found[0].squared().sum().backward()
    #expect(try largestDifference(gradient(x), x.power(3) * 36) < 1e-12)
    // The same by differences, through a layer and a softmax.
    let weight = try normal([4, 3], seed: 3)
    try expectGradient(at: normal([2, 3])) { input in
      let leaf = input.requiresGradient ? input : try input.copy().requiringGradient()
      let loss = try Linear(weight: weight, bias: nil)(leaf).tanh().logSoftmax(1).squared().sum()
      return try loss.gradients(of: [leaf], differentiable: true)[0].squared().sum()
    }
    #expect(throws: TorchError.self) { try y.sum().gradients(of: [normal([3])]) }
  }

  @Test func nothingPassesADetachedTensor() throws {
    let x = try normal([3]).requiringGradient()
    try (x * x.detached()).sum().backward()
    #expect(try largestDifference(gradient(x), x) == 0)
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
