import Networks
import Parts
import Testing
import Torch

@Suite struct NetworkTests {
  /// A tile's features at a pixel are those of the pixel's own patch.
  @Test(arguments: designs) func denseIsPatchByPatch(design: NetworkDesign) throws {
    let network = try trainedNetwork(design)
    let window = network.design.window
    let (height, width) = (5, 4)
    let generator = try RandomGenerator(seed: 8)
    let tile = try generator.normal([2, height + window - 1, width + window - 1, design.bands])
    for net in [network, try network.folded(for: .float32)] {
      try withoutGradients {
        let dense = try net.features(tile, .inference)
        #expect(dense.shape == [2, height, width, design.features])
        for row in 0..<height {
          let patches = try (0..<width).map {
            try tile.slice(1, row..<(row + window)).slice(2, $0..<($0 + window))
          }
          let alone = try net.features(.concatenated(patches, along: 0), .inference)
          let expected = try dense.slice(1, row..<(row + 1)).reshaped([2, width, design.features])
            .permuted([1, 0, 2]).reshaped([2 * width, 1, 1, design.features])
          #expect(try largestDifference(alone, expected) < 5e-5)
        }
        #expect(try dense.max().item() > 0.1)
      }
    }
  }

  /// Every network that is registered is held to the laws of this suite.
  @Test func everyKindIsTried() {
    for kind in NetworkKind.all { #expect(designs.contains { $0.kind == kind }, "\(kind)") }
  }

  @Test(arguments: designs) func foldedIsTheSameAtInference(design: NetworkDesign) throws {
    let network = try trainedNetwork(design)
    let folded = try network.folded(for: .float32)
    #expect(!folded.state.contains { $0.path.contains("norm.running_var") })
    let side = network.design.window + 3
    let tile = try RandomGenerator(seed: 9).normal([1, side, side, design.bands])
    try withoutGradients {
      let plain = try network.features(tile, .inference)
      #expect(try largestDifference(plain, folded.features(tile, .inference)) < 1e-4)
    }
  }

  /// What makes training and maps fast is in use, not the layers one by one.
  @Test func theFastWaysAreTaken() throws {
    let fits = try #require(designs.first { $0.kind.name == "2-D" && $0.options["width"] == 16 })
    let network = try trainedNetwork(fits)
    let generator = try RandomGenerator(seed: 4)
    // Tiles are larger if the network is packed.
    #expect(try network.folded(for: .float32).tileSide > network.tileSide)
    #expect(try network.folded(for: .bfloat16).tileSide == network.tileSide)
    // The bank as one operation refuses a single pixel in words of its own.
    let error = #expect(throws: TorchError.self) {
      try network.responses(
        generator.normal([1, fits.window, fits.window, fits.bands]), .training(generator))
    }
    #expect(error?.message.contains("a single pixel") == true, "\(error?.message ?? "")")
  }

  @Test(arguments: designs) func theWindowIsTheReceptiveField(design: NetworkDesign) throws {
    let network = try trainedNetwork(design)
    let window = network.design.window
    let side = window + 1
    let tile = try RandomGenerator(seed: 10).normal([1, side, side, design.bands])
    func first(_ tile: Tensor) throws -> [Float] {
      try withoutGradients {
        let dense = try network.features(tile, .inference)
        return try dense.slice(1, 0..<1).slice(2, 0..<1).values()
      }
    }
    let before = try first(tile)
    for row in [0, window / 2, window - 1, window] {
      for column in [0, window / 2, window - 1, window] {
        let changed = try tile.copy()
        let pixel = try changed.slice(1, row..<(row + 1)).slice(2, column..<(column + 1))
        try pixel.assign(pixel * 3 + 2)
        let inside = row < window && column < window
        #expect(try (first(changed) != before) == inside, "row \(row), column \(column)")
      }
    }
  }

  @Test(arguments: designs) func everyParameterLearns(design: NetworkDesign) throws {
    let generator = try RandomGenerator(seed: 12)
    let network = try makeNetwork(design, generator: generator)
    let window = network.design.window
    let input = try generator.normal([16, window, window, design.bands])
    let features = try network.features(input, .training(generator))
    #expect(features.shape == [16, 1, 1, design.features])
    try features.squared().sum().backward()
    for parameter in network.parameters {
      let found = try parameter.tensor.gradient
      let gradient = try #require(found, "\(parameter.path)")
      #expect(try gradient.magnitude().max().item() > 0, "\(parameter.path)")
      #expect(try gradient.isFinite().all().item() == 1, "\(parameter.path)")
    }
  }

  @Test(arguments: designs) func theStateIsTheNetwork(design: NetworkDesign) throws {
    let network = try trainedNetwork(design, seed: 3)
    let paths = network.state.map(\.path)
    #expect(Set(paths).count == paths.count)
    #expect(paths.allSatisfy { !$0.isEmpty && !$0.hasPrefix(".") })
    let input = try RandomGenerator(seed: 1).normal(
      [2, network.design.window, network.design.window, design.bands])
    let other = try trainedNetwork(design, seed: 4)
    func features(_ network: any FeatureNetwork) throws -> [Float] {
      try withoutGradients { try network.features(input, .inference).values() }
    }
    #expect(try features(other) != features(network))
    let file = try Safetensors(tensors: network.snapshot()).encoded()
    try other.restore(Safetensors(decoding: file).tensors)
    #expect(try features(other) == features(network))
  }

  @Test(arguments: designs) func oneSeedOneNetwork(design: NetworkDesign) throws {
    func trained(_ seed: UInt64) throws -> [Float] {
      let generator = try RandomGenerator(seed: seed)
      let network = try makeNetwork(design, generator: generator)
      let optimiser = try AdamW(network.parameters)
      let window = network.design.window
      for _ in 0..<2 {
        let input = try generator.normal([8, window, window, design.bands])
        try network.features(input, .training(generator)).squared().mean().backward()
        try optimiser.step(rate: 1e-3)
      }
      return try network.state.flatMap { try $0.tensor.values(Float.self) }
    }
    let first = try trained(5)
    #expect(try trained(5) == first)
    #expect(try trained(6) != first)
  }

  @Test(arguments: designs) func windowsTooSmallAreErrors(design: NetworkDesign) throws {
    let network = try trainedNetwork(design)
    let window = network.design.window
    guard window > 1 else { return }
    let small = try Tensor.zeros([1, window - 1, window, design.bands])
    #expect(throws: TorchError.self) { try network.features(small, .inference) }
  }

  @Test(arguments: designs) func foreignBandsAreErrors(design: NetworkDesign) throws {
    let network = try trainedNetwork(design)
    let window = network.design.window
    let input = try Tensor.zeros([1, window, window, design.bands + 1])
    let error = #expect(throws: TorchError.self) { try network.features(input, .inference) }
    #expect(error?.message.contains("\(design.bands) bands") == true)
  }
}
