// The 3-D network of Gong et al., IEEE TGRS 57(6), 2019: a window of pixels as a volume with the
// spectrum as its depth, filter banks of several spectral and spatial sizes.
// Choices of ours, as the paper's are not known: every bank holds the spectral kernels 1, 3, 5, 11
// with the spatial kernels 1 and 3 (so that a window of r takes (r−1)/2 banks); each bank steps by
// 2 along the spectrum (the first by 4) and zero-pads it; a reduction by 1×1×1 stands before each
// bank but the first; the spectrum that is left becomes channels of a 1×1 layer to d features.
internal import Parts
public import Torch

public struct VolumeNetwork: FeatureNetwork {
  public let design: NetworkDesign
  private let reductions: [NormalisedConvolution?]
  private let banks: [FilterBank]
  private let head: Convolution

  // libtorch 2.13's gradients in bfloat16 of weights over three axes hold, on the CPU, what was in
  // memory before if a kernel is longer than its input: 11×3×3 on 6×3×3 pixels.
  static let kind = NetworkKind(
    "3-D", otherNames: ["volume"], "Filter banks over a window of pixels and along the spectrum.",
    window: .square(standard: 5), options: [.reduce(16), .width(4), .spectralScales],
    trainsRoundedOnCPU: false,
    check: { _, values in
      try requireScales(values.wholes("spectralScales"), option: "spectralScales")
    },
    make: VolumeNetwork.init)

  init(_ parts: NetworkParts) throws {
    let (design, generator) = (parts.design, parts.generator)
    let reduced = parts.values.whole("reduce")
    self.design = design
    var channels = 1
    var depth = design.bands
    var reductions: [NormalisedConvolution?] = []
    var banks: [FilterBank] = []
    for (index, spatial) in try scalesOfBanks([1, 3], makingUp: design.window).enumerated() {
      reductions.append(
        index == 0
          ? nil
          : try NormalisedConvolution(
            channels, to: reduced, kernel: [1, 1, 1], generator: generator))
      let stride = index == 0 ? 4 : 2
      let bank = try FilterBank(
        index == 0 ? 1 : reduced, width: parts.values.whole("width"),
        kernels: parts.values.wholes("spectralScales").flatMap { k in spatial.map { [k, $0, $0] } },
        spectralAxes: 1, spectralStride: stride, generator: generator)
      banks.append(bank)
      channels = bank.outputs
      depth = (depth - 1) / stride + 1
    }
    self.reductions = reductions
    self.banks = banks
    head = try Convolution(
      channels * depth, to: design.features, kernel: [1, 1], generator: generator)
  }

  private init(
    _ network: VolumeNetwork, _ reductions: [NormalisedConvolution?], _ banks: [FilterBank]
  ) {
    design = network.design
    self.reductions = reductions
    self.banks = banks
    head = network.head
  }

  public func responses(_ input: Tensor, _ mode: Mode) throws -> Tensor {
    try design.requireWindows(input)
    var x = try input.permuted([0, 3, 1, 2]).unsqueezed(1)
    for (reduce, bank) in zip(reductions, banks) {
      if let reduce { x = try reduce(x, mode).rectified() }
      x = try bank(x, mode)
    }
    let shape = x.shape
    return try x.reshaped([shape[0], shape[1] * shape[2], shape[3], shape[4]])
      .permuted([0, 2, 3, 1])
  }

  public func features(of responses: Tensor, _ mode: Mode) throws -> Tensor {
    try head(responses.permuted([0, 3, 1, 2])).rectified().dropout(design.dropout, mode)
      .permuted([0, 2, 3, 1])
  }

  public func folded(for precision: Precision) throws -> any FeatureNetwork {
    VolumeNetwork(self, try reductions.map { try $0?.folded() }, try banks.map { try $0.folded() })
  }

  public func state(_ path: String) -> [StateEntry] {
    zip(reductions, banks).enumerated().flatMap { index, layers in
      (layers.0?.state(joined(path, "reduce\(index + 1)")) ?? [])
        + layers.1.state(joined(path, "bank\(index + 1)"))
    } + head.state(joined(path, "features"))
  }
}

extension VolumeNetwork: GraphWriting {
  public func write(to graph: inout OperatorGraph, _ input: OperatorGraph.Value) throws
    -> OperatorGraph.Value
  {
    var x = graph.add("Unsqueeze", [input, graph.wholes([1])])
    for (reduce, bank) in zip(reductions, banks) {
      if let reduce { x = graph.rectified(try reduce.write(to: &graph, x)) }
      x = try bank.write(to: &graph, x)
    }
    let channels = banks.last?.outputs ?? 1
    let depth = head.weight.shape[1] / channels
    x = try graph.linear(
      head.weight, bias: head.bias, channels: channels, kernel: [depth, 1, 1], x)
    return graph.add("Squeeze", [graph.rectified(x), graph.wholes([2])])
  }
}
