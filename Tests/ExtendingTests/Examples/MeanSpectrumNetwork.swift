import Parts
import Torch

@testable import Networks

/// Two dense layers on the mean spectrum of the window. The mean of a tile is not that of each
/// pixel's window: such a network says that it is not dense, and is run patch by patch over scenes.
struct MeanSpectrumNetwork: FeatureNetwork {
  let design: NetworkDesign
  private let hidden: Linear
  private let head: Linear

  init(_ parts: NetworkParts) throws {
    design = parts.design
    let width = parts.values.whole("width")
    hidden = try Linear(design.bands, to: width, generator: parts.generator)
    head = try Linear(width, to: design.features, generator: parts.generator)
  }

  func responses(_ input: Tensor, _ mode: Mode) throws -> Tensor {
    try design.requireWindows(input)
    return try hidden(input.mean(1, 2, keep: true)).relu()
  }

  func features(of responses: Tensor, _ mode: Mode) throws -> Tensor {
    try head(responses).relu().dropout(design.dropout, mode)
  }

  func state(_ path: String) -> [StateEntry] {
    hidden.state(joined(path, "hidden")) + head.state(joined(path, "features"))
  }
}

extension MeanSpectrumNetwork {
  static let kind = NetworkKind(
    "meanSpectrum", "Two dense layers on the mean spectrum of the window.",
    window: .square(standard: 5),
    options: [.whole("width", 64, in: 1...4096, "Numbers between the two layers.")],
    isDense: false, make: MeanSpectrumNetwork.init)
}
