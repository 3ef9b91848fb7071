import Networks
import Testing
import Torch

/// Networks whose windows come in bfloat16.
@Suite struct PrecisionTests {
  private func length(_ tensor: Tensor) throws -> Double {
    try tensor.detached().to(.float64).squared().sum().item().squareRoot()
  }

  private func distance(_ a: Tensor, _ b: Tensor) throws -> Double {
    try length(a.detached().to(.float64) - b.detached().to(.float64))
  }

  @Test(arguments: designs) func featuresAreThoseOfFloat32ButForRounding(
    design: NetworkDesign
  ) throws {
    let network = try trainedNetwork(design)
    let side = network.design.window + 3
    let tile = try RandomGenerator(seed: 9).normal([1, side, side, design.bands])
    try withoutGradients {
      let exact = try network.features(tile, .inference)
      for net in [network, try network.folded(for: .bfloat16)] {
        let near = try net.features(tile.to(.bfloat16), .inference)
        #expect(try near.elementType == .bfloat16)
        #expect(near.shape == exact.shape)
        let difference = try distance(near, exact)
        #expect(try difference < 0.02 * length(exact))
        // It is rounded: nothing has gone on in float32 unseen.
        #expect(difference > 0)
      }
    }
  }

  /// A model refuses to compute so on the CPU if they may be wrong.
  @Test(arguments: designs.filter(\.kind.trainsRoundedOnCPU))
  func gradientsAreThoseOfFloat32ButForRounding(
    design: NetworkDesign
  ) throws {
    let tiles = try RandomGenerator(seed: 12)
      .normal([24, design.window, design.window, design.bands])
    let found = try [ElementType.float32, .bfloat16].map { type in
      let network = try trainedNetwork(design)
      let mode = Mode.training(try RandomGenerator(seed: 1))
      let features = try network.features(tiles.to(type), mode).to(.float32)
      let weights = try RandomGenerator(seed: 13).normal(features.shape)
      try (features * weights).sum().backward()
      return try network.parameters.map { entry in
        let gradient = try #require(try entry.tensor.gradient, "\(entry.path)")
        #expect(try gradient.elementType == .float32)
        return try gradient.copy().reshaped([-1])
      }
    }
    let exact = try Tensor.concatenated(found[0], along: 0)
    let near = try Tensor.concatenated(found[1], along: 0)
    let share = try distance(near, exact) / length(exact)
    // A wrong gradient is off by its own length.
    #expect(share < 0.3, "\(share)")
  }

  /// What is packed for the CPU takes float32 alone.
  @Test func bfloat16IsNotPacked() throws {
    let network = try trainedNetwork(designs[3])
    let tile = try Tensor.zeros([1, 9, 9, 7], type: .bfloat16)
    #expect(throws: TorchError.self) {
      try network.folded(for: .float32).features(tile, .inference)
    }
    _ = try network.folded(for: .bfloat16).features(tile, .inference)
  }
}
