import Testing
import Torch

/// Layers over tokens and sequences: by their formulas and by numerical gradients.
@Suite struct SequenceLayerTests {
  @Test func layerNorm() throws {
    let input = try normal([2, 3, 4])
    let weight = try normal([4], seed: 2)
    let bias = try normal([4], seed: 3)
    let found = try LayerNorm(weight: weight, bias: bias, epsilon: 1e-5)(input)
    let mean = try input.mean(2, keep: true)
    let rest = try input - mean
    let variance = try rest.squared().mean(2, keep: true)
    let expected = try rest / (variance + 1e-5).squareRoot() * weight + bias
    #expect(try largestDifference(found, expected) < 1e-12)
    func layer(_ weight: Tensor, _ bias: Tensor) -> LayerNorm {
      LayerNorm(weight: weight, bias: bias)
    }
    try expectGradient(at: input) { try layer(weight, bias)($0).power(3).sum() }
    try expectGradient(at: weight) { try layer($0, bias)(input).power(3).sum() }
    try expectGradient(at: bias) { try layer(weight, $0)(input).power(3).sum() }
    #expect(throws: TorchError.self) { try layer(weight, bias)(normal([2, 3])) }
    #expect(try LayerNorm([4]).state("a").map(\.path) == ["a.weight", "a.bias"])
  }

  @Test func gelu() throws {
    // x·Φ(x), Φ(1) = 0.8413447460685429.
    let x = try Tensor([0, 1, -1] as [Double])
    let found = try x.gelu().values(Double.self)
    #expect(
      zip(found, [0, 0.8413447460685429, -0.15865525393145707]).allSatisfy {
        abs($0 - $1) < 1e-12
      })
    try expectGradient(at: normal([7])) { try $0.gelu().squared().sum() }
  }

  private func attention(_ entry: Tensor, _ exit: Tensor, heads: Int = 2) throws
    -> MultiHeadAttention
  {
    MultiHeadAttention(
      heads: heads, entry: Linear(weight: entry, bias: try normal([12], seed: 7)),
      exit: Linear(weight: exit, bias: try normal([4], seed: 8)))
  }

  @Test func multiHeadAttention() throws {
    let tokens = try normal([2, 3, 4])
    let entry = try normal([12, 4], seed: 5)
    let exit = try normal([4, 4], seed: 6)
    let found = try attention(entry, exit)(tokens)
    // Image by image and head by head.
    let all = try Linear(weight: entry, bias: normal([12], seed: 7))(tokens)
    for image in 0..<2 {
      let rows = try all.slice(0, image..<(image + 1)).squeezed(0)
      let heads = try (0..<2).map { head in
        let parts = try (0..<3).map {
          try rows.slice(1, (4 * $0 + 2 * head)..<(4 * $0 + 2 * head + 2))
        }
        return try (parts[0].times(parts[1].transposed()) / 2.0.squareRoot()).softmax(1)
          .times(parts[2])
      }
      let expected = try Linear(weight: exit, bias: normal([4], seed: 8))(
        Tensor.concatenated(heads, along: 1))
      #expect(
        try largestDifference(found.slice(0, image..<(image + 1)).squeezed(0), expected) < 1e-12)
    }
    try expectGradient(at: tokens) { try attention(entry, exit)($0).squared().sum() }
    try expectGradient(at: entry) { try attention($0, exit)(tokens).squared().sum() }
    try expectGradient(at: exit) { try attention(entry, $0)(tokens).squared().sum() }
    // Twice.
    try expectGradient(at: tokens, tolerance: 1e-5) { input in
      let leaf = input.requiresGradient ? input : try input.copy().requiringGradient()
      return try attention(entry, exit)(leaf).squared().sum()
        .gradients(of: [leaf], differentiable: true)[0].squared().sum()
    }
    #expect(throws: TorchError.self) { try attention(entry, exit)(normal([2, 3, 5])) }
    #expect(throws: TorchError.self) {
      try MultiHeadAttention(6, heads: 4, generator: RandomGenerator(seed: 1))
    }
  }

  @Test(arguments: [false, true]) func longShortTermMemory(bothWays: Bool) throws {
    let plain = try LSTM(
      3, hidden: 2, layers: 2, bothWays: bothWays, generator: RandomGenerator(seed: 9))
    let weights = try plain.state.enumerated().map { index, entry in
      StateEntry(
        path: entry.path, tensor: try normal(entry.tensor.shape, seed: UInt64(20 + index)))
    }
    func layer(_ index: Int, _ tensor: Tensor) -> LSTM {
      var changed = weights
      changed[index].tensor = tensor
      return LSTM(hidden: 2, layers: 2, bothWays: bothWays, weights: changed)
    }
    let input = try normal([2, 4, 3])
    let (outputs, last) = try layer(0, weights[0].tensor)(input)
    let directions = bothWays ? 2 : 1
    #expect(outputs.shape == [2, 4, 2 * directions] && last.shape == [2 * directions, 2, 2])
    try expectGradient(at: input) { try layer(0, weights[0].tensor)($0).outputs.squared().sum() }
    for index in weights.indices {
      try expectGradient(at: weights[index].tensor) {
        try layer(index, $0)(input).outputs.squared().sum()
      }
    }
    #expect(throws: TorchError.self) { try layer(0, weights[0].tensor)(normal([2, 4, 5])) }
  }

  /// One layer, one direction, step by step.
  @Test func aMemoryIsItsFormula() throws {
    let weights = try [[8, 3], [8, 2], [8], [8]].enumerated().map { index, shape in
      StateEntry(path: "w\(index)", tensor: try normal(shape, seed: UInt64(40 + index)))
    }
    let input = try normal([1, 3, 3])
    let found = try LSTM(hidden: 2, weights: weights)(input)
    var hidden = try Tensor.zeros([1, 2], type: .float64)
    var cell = hidden
    for step in 0..<3 {
      let gates =
        try Linear(weight: weights[0].tensor, bias: weights[2].tensor)(
          input.slice(1, step..<(step + 1)).squeezed(1))
        + Linear(weight: weights[1].tensor, bias: weights[3].tensor)(hidden)
      let parts = try (0..<4).map { try gates.slice(1, (2 * $0)..<(2 * $0 + 2)) }
      cell = try parts[1].sigmoid() * cell + parts[0].sigmoid() * parts[2].tanh()
      hidden = try parts[3].sigmoid() * cell.tanh()
      #expect(
        try largestDifference(found.outputs.slice(1, step..<(step + 1)).squeezed(1), hidden) < 1e-12
      )
    }
    #expect(try largestDifference(found.last.squeezed(0), hidden) < 1e-12)
  }

  @Test func groupedConvolution() throws {
    let input = try normal([2, 4, 5, 4])
    let weight = try normal([6, 2, 3, 2], seed: 4)
    func layer(_ weight: Tensor) -> Convolution {
      Convolution(weight: weight, bias: nil, stride: [1, 1], padding: [0, 0], groups: 2)
    }
    let parts = try (0..<2).map { group in
      try Convolution(
        weight: weight.slice(0, (3 * group)..<(3 * group + 3)), bias: nil, stride: [1, 1],
        padding: [0, 0])(input.slice(1, (2 * group)..<(2 * group + 2)))
    }
    #expect(
      try largestDifference(layer(weight)(input), Tensor.concatenated(parts, along: 1)) < 1e-12)
    try expectGradient(at: input) { try layer(weight)($0).squared().sum() }
    try expectGradient(at: weight) { try layer($0)(input).squared().sum() }
    let generator = try RandomGenerator(seed: 1)
    let drawn = try Convolution(4, to: 6, kernel: [3], groups: 2, generator: generator)
    #expect(drawn.weight.shape == [6, 2, 3])
    #expect(throws: TorchError.self) {
      try Convolution(4, to: 6, kernel: [3], groups: 4, generator: generator)
    }
    // What packs or fuses whole convolutions leaves grouped ones alone.
    let grouped = try Convolution(
      32, to: 32, kernel: [3, 3], groups: 2, bias: false, generator: generator)
    #expect(try PackedConvolution(grouped, rectified: false) == nil)
    #expect(try TrainedBank([grouped], [BatchNorm(32)]) == nil)
  }
}
