// The 2-D network of Gong et al., "A CNN With Multiscale Convolution and Diversified Metric for
// Hyperspectral Image Classification", IEEE TGRS 57(6), 2019: bands are channels, filter banks of
// several spatial scales one after the other.
// Choices of ours, as the paper's are not known: a 1×1 reduction with batch norm and ReLU before
// each bank; banks of 1, 3 and 5; 64 channels a scale; 128 features; dropout 0.5 on these; every
// convolution valid, so that dense and patch results are equal.
internal import Parts
public import Torch

public struct SpatialNetwork: FeatureNetwork {
  public let design: NetworkDesign
  private let reductions: [NormalisedConvolution]
  private let banks: [FilterBank]
  private let head: Convolution

  static let kind = NetworkKind(
    "2-D", otherNames: ["spatial"], "Filter banks over a window of pixels, bands as channels.",
    window: .square(standard: 9),
    options: [
      .reduce(64), .width(64),
      .wholes("scales", [1, 3, 5], in: 1...255, "Kernel sizes over rows and columns, odd."),
    ],
    check: { window, values in _ = try scalesOfBanks(values.wholes("scales"), makingUp: window) },
    make: SpatialNetwork.init)

  init(_ parts: NetworkParts) throws {
    let (design, generator) = (parts.design, parts.generator)
    let reduced = parts.values.whole("reduce")
    self.design = design
    var channels = design.bands
    var reductions: [NormalisedConvolution] = []
    var banks: [FilterBank] = []
    for scales in try scalesOfBanks(parts.values.wholes("scales"), makingUp: design.window) {
      reductions.append(
        try NormalisedConvolution(
          channels, to: reduced, kernel: [1, 1], generator: generator)
      )
      let bank = try FilterBank(
        reduced, width: parts.values.whole("width"), kernels: scales.map { [$0, $0] },
        spectralAxes: 0, generator: generator)
      banks.append(bank)
      channels = bank.outputs
    }
    self.reductions = reductions
    self.banks = banks
    head = try Convolution(channels, to: design.features, kernel: [1, 1], generator: generator)
  }

  private init(
    _ network: SpatialNetwork, _ reductions: [NormalisedConvolution], _ banks: [FilterBank]
  ) {
    design = network.design
    self.reductions = reductions
    self.banks = banks
    head = network.head
  }

  public func responses(_ input: Tensor, _ mode: Mode) throws -> Tensor {
    try design.requireWindows(input)
    // Pixel order seen as N×B×h×w is channels-last already: no copy is made.
    var x = try input.permuted([0, 3, 1, 2])
    for (reduce, bank) in zip(reductions, banks) {
      x = try bank(try reduce.rectified(x, mode), mode)
    }
    return try x.permuted([0, 2, 3, 1])
  }

  public func features(of responses: Tensor, _ mode: Mode) throws -> Tensor {
    try head(responses.permuted([0, 3, 1, 2])).rectified().dropout(design.dropout, mode)
      .permuted([0, 2, 3, 1])
  }

  public func folded(for precision: Precision) throws -> any FeatureNetwork {
    let folded = SpatialNetwork(
      self, try reductions.map { try $0.folded() }, try banks.map { try $0.folded() })
    guard precision == .float32 else { return folded }
    return try folded.packed() ?? folded
  }

  /// Prepared for the CPU; nil if channels or kernels are none that packing takes.
  private func packed() throws -> PackedSpatialNetwork? {
    var stages: [(reduce: PackedConvolution, bank: PackedBank)] = []
    for (reduce, bank) in zip(reductions, banks) {
      guard let first = try PackedConvolution(reduce.convolution, rectified: true),
        let second = try PackedBank(bank.convolutions)
      else { return nil }
      stages.append((first, second))
    }
    return try PackedConvolution(head, rectified: true).map {
      PackedSpatialNetwork(self, stages: stages, head: $0)
    }
  }

  public func state(_ path: String) -> [StateEntry] {
    zip(reductions, banks).enumerated().flatMap { index, layers in
      layers.0.state(joined(path, "reduce\(index + 1)"))
        + layers.1.state(joined(path, "bank\(index + 1)"))
    } + head.state(joined(path, "features"))
  }
}

extension SpatialNetwork: GraphWriting {
  public func write(to graph: inout OperatorGraph, _ input: OperatorGraph.Value) throws
    -> OperatorGraph.Value
  {
    var x = input
    for (reduce, bank) in zip(reductions, banks) {
      x = graph.rectified(try reduce.write(to: &graph, x))
      x = try bank.write(to: &graph, x)
    }
    return graph.rectified(try graph.convolution(head, x))
  }
}
