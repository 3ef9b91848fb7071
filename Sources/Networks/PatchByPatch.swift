internal import Torch

/// A network whose result for a tile is not that of each pixel's own patch, such as one that
/// averages over its window: every pixel's patch is cut out and goes through by itself.
struct PatchByPatch: FeatureNetwork {
  let network: any FeatureNetwork

  init(_ network: any FeatureNetwork) { self.network = network }

  var design: NetworkDesign { network.design }
  /// Each pixel takes the memory of a whole window.
  var tileSide: Int { max(1, network.tileSide / design.window) }

  func responses(_ input: Tensor, _ mode: Mode) throws -> Tensor {
    try design.requireWindows(input)
    let (window, shape) = (design.window, input.shape)
    let (height, width) = (shape[1] - window + 1, shape[2] - window + 1)
    guard height > 1 || width > 1 else { return try network.responses(input, mode) }
    var patches: [Tensor] = []
    for row in 0..<height {
      for column in 0..<width {
        patches.append(
          try input.slice(1, row..<(row + window)).slice(2, column..<(column + window)))
      }
    }
    let found = try network.responses(.concatenated(patches, along: 0), mode)
    return try found.reshaped([height, width, shape[0], -1]).permuted([2, 0, 1, 3])
  }

  func features(of responses: Tensor, _ mode: Mode) throws -> Tensor {
    try network.features(of: responses, mode)
  }

  func folded(for precision: Precision) throws -> any FeatureNetwork {
    PatchByPatch(try network.folded(for: precision))
  }

  func state(_ path: String) -> [StateEntry] { network.state(path) }
}
