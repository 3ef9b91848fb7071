// The 1-D network of Gong et al., IEEE TGRS 57(6), 2019: filter banks along the spectrum of one
// pixel. Choices of ours, as the paper's are not known: two banks of kernels 1, 3, 5 and 11, the
// second behind a reduction by a kernel of 1; max pooling by 2 and by 4; then one dense layer to d
// features, ReLU, dropout.
internal import Parts
public import Torch

public struct SpectralNetwork: FeatureNetwork {
  public let design: NetworkDesign
  private let first: FilterBank
  private let reduce: NormalisedConvolution
  private let second: FilterBank
  private let head: Linear

  /// Pooling after the first and after the second bank.
  private static let pools = (2, 4)

  static let kind = NetworkKind(
    "1-D", otherNames: ["spectral"], "Filter banks along the spectrum of the pixel alone.",
    window: .pixel, options: [.reduce(32), .width(16), .spectralScales],
    check: { _, values in
      try requireScales(values.wholes("spectralScales"), option: "spectralScales")
    },
    make: SpectralNetwork.init)

  init(_ parts: NetworkParts) throws {
    let (design, generator) = (parts.design, parts.generator)
    let (reduced, width) = (parts.values.whole("reduce"), parts.values.whole("width"))
    self.design = design
    let length = design.bands / Self.pools.0 / Self.pools.1
    guard length > 0 else {
      throw TorchError("the 1-D network needs at least 8 bands; the scene has \(design.bands)")
    }
    let kernels = parts.values.wholes("spectralScales").map { [$0] }
    first = try FilterBank(
      1, width: width, kernels: kernels, spectralAxes: 1, generator: generator)
    reduce = try NormalisedConvolution(
      first.outputs, to: reduced, kernel: [1], generator: generator)
    second = try FilterBank(
      reduced, width: width, kernels: kernels, spectralAxes: 1, generator: generator)
    head = try Linear(second.outputs * length, to: design.features, generator: generator)
  }

  private init(
    _ network: SpectralNetwork, _ first: FilterBank, _ reduce: NormalisedConvolution,
    _ second: FilterBank
  ) {
    design = network.design
    self.first = first
    self.reduce = reduce
    self.second = second
    head = network.head
  }

  public func responses(_ input: Tensor, _ mode: Mode) throws -> Tensor {
    try design.requireWindows(input)
    let shape = input.shape
    let pixels = shape[0] * shape[1] * shape[2]
    var x = try input.reshaped([pixels, 1, design.bands])
    x = try first(x, mode).pooled(.max, kernel: [Self.pools.0])
    x = try second(try reduce(x, mode).rectified(), mode).pooled(.max, kernel: [Self.pools.1])
    return try x.reshaped([shape[0], shape[1], shape[2], -1])
  }

  public func features(of responses: Tensor, _ mode: Mode) throws -> Tensor {
    try head(responses).rectified().dropout(design.dropout, mode)
  }

  public func folded(for precision: Precision) throws -> any FeatureNetwork {
    SpectralNetwork(self, try first.folded(), try reduce.folded(), try second.folded())
  }

  public func state(_ path: String) -> [StateEntry] {
    first.state(joined(path, "bank1")) + reduce.state(joined(path, "reduce2"))
      + second.state(joined(path, "bank2")) + head.state(joined(path, "features"))
  }
}

extension SpectralNetwork: GraphWriting {
  /// The spectrum is an axis of a volume N × channels × bands × h × w, and what is one-dimensional
  /// is of size 1 over rows and columns.
  public func write(to graph: inout OperatorGraph, _ input: OperatorGraph.Value) throws
    -> OperatorGraph.Value
  {
    func pooled(_ value: Value, by length: Int) -> Value {
      let kernel = [length, 1, 1]
      return graph.add(
        "MaxPool", [value], [("kernel_shape", .wholes(kernel)), ("strides", .wholes(kernel))])
    }
    var x = graph.add("Unsqueeze", [input, graph.wholes([1])])
    x = pooled(try first.write(to: &graph, x, flatAxes: 2), by: Self.pools.0)
    x = graph.rectified(try reduce.write(to: &graph, x, flatAxes: 2))
    x = pooled(try second.write(to: &graph, x, flatAxes: 2), by: Self.pools.1)
    let channels = second.outputs
    let length = head.weight.shape[1] / channels
    x = try graph.linear(
      head.weight, bias: head.bias, channels: channels, kernel: [length, 1, 1], x)
    return graph.add("Squeeze", [graph.rectified(x), graph.wholes([2])])
  }
}
