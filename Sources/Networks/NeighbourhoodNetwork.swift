// A light spatial–spectral attention network: a perceptron reads each pixel's spectrum, then blocks of
// neighbourhood attention (Hassani et al., CVPR 2023) let pixels look at those around them, until the
// window is used up. Choices of ours: the positions' bias is learned for each offset, layer norm stands
// before each part, nothing is padded, and the features are those of the centre.
internal import Parts
public import Torch

public struct NeighbourhoodNetwork: FeatureNetwork {
  public let design: NetworkDesign
  private let embedding: Linear
  private let spectrum: Perceptron
  private let blocks: [Block]
  private let norm: LayerNorm
  private let head: Linear

  static let kind = NetworkKind(
    "attention", "Each pixel attends to the pixels around it (neighbourhood attention).",
    window: .square(standard: 9),
    options: [
      .whole("width", 64, in: 1...1024, "Numbers for a pixel between layers."),
      .whole("heads", 4, in: 1...64, "Heads of attention; they divide the width."),
      .whole("reach", 5, in: 3...31, "Side of the square that a block looks at, odd."),
    ],
    check: { window, values in
      try requireHeads(values)
      _ = try reaches(of: values, makingUp: window)
    },
    make: NeighbourhoodNetwork.init)

  init(_ parts: NetworkParts) throws {
    let (design, values, generator) = (parts.design, parts.values, parts.generator)
    let width = values.whole("width")
    self.design = design
    embedding = try Linear(design.bands, to: width, generator: generator)
    spectrum = try Perceptron(width, hidden: 2 * width, generator: generator)
    blocks = try Self.reaches(of: values, makingUp: design.window).map {
      try Block(width, heads: values.whole("heads"), reach: $0, generator: generator)
    }
    norm = try LayerNorm([width], device: generator.device)
    head = try Linear(width, to: design.features, generator: generator)
  }

  /// The sides of the squares that the blocks look at: `reach`, and the rest of the window last.
  private static func reaches(of values: PartValues, makingUp window: Int) throws -> [Int] {
    let reach = values.whole("reach")
    guard reach % 2 == 1 else { throw PartError(option: "reach", must: "odd") }
    return stride(from: window - 1, to: 0, by: 1 - reach).map { min(reach, $0 + 1) }
  }

  /// Each pixel takes the memory of `reach`² keys and values.
  public var tileSide: Int { 48 }

  public func responses(_ input: Tensor, _ mode: Mode) throws -> Tensor {
    try design.requireWindows(input)
    var pixels = try embedding(input)
    pixels = try pixels + spectrum(pixels.gelu())
    for block in blocks { pixels = try block(pixels) }
    return try norm(pixels)
  }

  public func features(of responses: Tensor, _ mode: Mode) throws -> Tensor {
    try head(responses).relu().dropout(design.dropout, mode)
  }

  public func state(_ path: String) -> [StateEntry] {
    embedding.state(joined(path, "embedding")) + spectrum.state(joined(path, "spectrum"))
      + blocks.enumerated().flatMap { $1.state(joined(path, "block\($0 + 1)")) }
      + norm.state(joined(path, "last")) + head.state(joined(path, "features"))
  }
}

extension NeighbourhoodNetwork: GraphWriting {
  public func write(to graph: inout OperatorGraph, _ input: OperatorGraph.Value) throws
    -> OperatorGraph.Value
  {
    var pixels = try graph.linear(embedding, graph.permuted(input, [0, 2, 3, 1]))
    pixels = graph.add("Add", [pixels, try spectrum.write(to: &graph, graph.gelu(pixels))])
    for block in blocks { pixels = try block.write(to: &graph, pixels) }
    let features = graph.rectified(try graph.linear(head, graph.norm(norm, pixels)))
    return graph.permuted(features, [0, 3, 1, 2])
  }
}

/// Attention to the neighbourhood, then a perceptron; the margin that the attention takes is cut off.
private struct Block: Stateful {
  private let norms: (LayerNorm, LayerNorm)
  private let attention: NeighbourhoodAttention
  private let perceptron: Perceptron

  init(_ width: Int, heads: Int, reach: Int, generator: RandomGenerator) throws {
    norms = (
      try LayerNorm([width], device: generator.device),
      try LayerNorm([width], device: generator.device)
    )
    attention = try NeighbourhoodAttention(
      width, heads: heads, reach: reach, generator: generator)
    perceptron = try Perceptron(width, hidden: 2 * width, generator: generator)
  }

  func callAsFunction(_ pixels: Tensor) throws -> Tensor {
    let (shape, margin) = (pixels.shape, attention.reach / 2)
    let centre = try pixels.slice(1, margin..<(shape[1] - margin))
      .slice(2, margin..<(shape[2] - margin))
    let seen = try centre + attention(norms.0(pixels))
    return try seen + perceptron(norms.1(seen))
  }

  func write(to graph: inout OperatorGraph, _ pixels: Value) throws -> Value {
    let margin = attention.reach / 2
    var centre = pixels
    for axis in 1...2 {
      centre = graph.cropped(centre, axis: axis, from: margin, cut: margin)
    }
    let before = try graph.norm(norms.0, pixels)
    let seen = graph.add("Add", [centre, try attention.write(to: &graph, before)])
    let after = try graph.norm(norms.1, seen)
    return graph.add("Add", [seen, try perceptron.write(to: &graph, after)])
  }

  func state(_ path: String) -> [StateEntry] {
    norms.0.state(joined(path, "before_attention")) + attention.state(joined(path, "attention"))
      + norms.1.state(joined(path, "before_perceptron"))
      + perceptron.state(joined(path, "perceptron"))
  }
}
