internal import Torch

/// The 2-D network prepared for maps on the CPU: each layer's weights packed once, every scale of a
/// bank written straight to its channels of the bank's result.
struct PackedSpatialNetwork: FeatureNetwork {
  /// What is packed, batch norm folded.
  private let network: SpatialNetwork
  private let stages: [(reduce: PackedConvolution, bank: PackedBank)]
  private let head: PackedConvolution

  var design: NetworkDesign { network.design }
  /// The larger, the less of its margin is computed twice.
  var tileSide: Int { 192 }

  init(
    _ network: SpatialNetwork, stages: [(reduce: PackedConvolution, bank: PackedBank)],
    head: PackedConvolution
  ) {
    self.network = network
    self.stages = stages
    self.head = head
  }

  func responses(_ input: Tensor, _ mode: Mode) throws -> Tensor {
    if case .training = mode {
      throw TorchError("a network that is packed for inference cannot be trained")
    }
    try design.requireWindows(input)
    var x = input
    for stage in stages { x = try stage.bank(stage.reduce(x)) }
    return x
  }

  func features(of responses: Tensor, _ mode: Mode) throws -> Tensor { try head(responses) }

  func folded(for precision: Precision) throws -> any FeatureNetwork { self }

  func state(_ path: String) -> [StateEntry] { network.state(path) }
}

/// A filter bank of packed convolutions.
struct PackedBank {
  private let filters: [PackedConvolution]
  private let largest: Int

  /// - Returns: nil if one of them cannot be packed.
  init?(_ convolutions: [Convolution]) throws {
    let packed = try convolutions.compactMap { try PackedConvolution($0, rectified: true) }
    guard packed.count == convolutions.count, let largest = packed.map(\.kernel).max() else {
      return nil
    }
    filters = packed
    self.largest = largest
  }

  /// - Parameter input: N × h × w × channels.
  func callAsFunction(_ input: Tensor) throws -> Tensor {
    let shape = input.shape
    let result = try PackedConvolution.result(
      [shape[0], shape[1] - largest + 1, shape[2] - largest + 1], of: filters)
    var channel = 0
    for filter in filters {
      // Each scale sees the centre crop that makes its result as large as the largest kernel's.
      let margin = (largest - filter.kernel) / 2
      let crop = try input.slice(1, margin..<(shape[1] - margin))
        .slice(2, margin..<(shape[2] - margin))
      try filter(crop, into: result.slice(3, channel..<(channel + filter.outputs)))
      channel += filter.outputs
    }
    return result
  }
}
