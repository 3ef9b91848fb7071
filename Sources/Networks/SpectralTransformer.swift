// After SpectralFormer: Hong, Han, Yao, Gao, Zhang, Plaza and Chanussot, "SpectralFormer: Rethinking
// Hyperspectral Image Classification With Transformers", IEEE TGRS 60, 2022. Groups of neighbouring
// bands, over a window of pixels, are the tokens; a class token gathers what they say; a block takes
// in what the one before the last said.
// Choices of ours: wide groups, and a token for every `step` bands and not for each band, which is
// faster and on few labels more accurate (Indian Pines, training side of the fixed pair, 30 % of it
// for validation: 81 % of that right with groups of 64, 67 % with 16); layer norm before each part of
// a block; the two blocks are joined by one linear layer for all tokens; dropout on the features.
internal import Parts
public import Torch

public struct SpectralTransformer: FeatureNetwork {
  public let design: NetworkDesign
  /// From a group of bands, over the window, to a token: one for all groups.
  private let embedding: Convolution
  /// 1 × 1 × width.
  private let classToken: Tensor
  /// 1 × (tokens + 1) × width.
  private let positions: Tensor
  private let blocks: [TransformerBlock]
  /// Joins what a block says with what the one two before it said; one for each block from the third.
  private let fusions: [Linear]
  private let norm: LayerNorm
  private let head: Linear

  static let kind = NetworkKind(
    "transformer", "Groups of bands over a window as tokens of a transformer (SpectralFormer).",
    window: .square(standard: 5),
    options: [
      .whole("group", 64, in: 1...1024, "Neighbouring bands that a token sees."),
      .whole("step", 16, in: 1...1024, "Bands from one token to the next."),
      .whole("width", 64, in: 1...1024, "Numbers in a token."),
      .whole("heads", 4, in: 1...64, "Heads of attention; they divide the width."),
      .whole("blocks", 3, in: 1...64, "Blocks of attention and perceptron."),
    ],
    check: { _, values in try requireHeads(values) },
    make: SpectralTransformer.init)

  init(_ parts: NetworkParts) throws {
    let (values, generator) = (parts.values, parts.generator)
    let design = parts.design
    let (width, heads) = (values.whole("width"), values.whole("heads"))
    let group = min(values.whole("group"), design.bands)
    let step = values.whole("step")
    self.design = design
    embedding = try Convolution(
      1, to: width, kernel: [group, design.window, design.window], stride: [step, 1, 1],
      generator: generator)
    let tokens = (design.bands - group) / step + 1
    classToken = try (generator.normal([1, 1, width]) * 0.02).requiringGradient()
    positions = try (generator.normal([1, tokens + 1, width]) * 0.02).requiringGradient()
    let count = values.whole("blocks")
    blocks = try (0..<count).map { _ in
      try TransformerBlock(width, heads: heads, generator: generator)
    }
    fusions = try (0..<max(0, count - 2)).map { _ in
      try Linear(2 * width, to: width, generator: generator)
    }
    norm = try LayerNorm([width], device: generator.device)
    head = try Linear(width, to: design.features, generator: generator)
  }

  /// Each pixel takes as much memory as its tokens.
  public var tileSide: Int { 32 }

  public func responses(_ input: Tensor, _ mode: Mode) throws -> Tensor {
    try design.requireWindows(input)
    let type = try input.elementType
    // N × width × tokens × h × w
    let embedded = try embedding(input.permuted([0, 3, 1, 2]).unsqueezed(1))
    let shape = embedded.shape
    let (width, pixels) = (shape[1], shape[0] * shape[3] * shape[4])
    let groups = try embedded.permuted([0, 3, 4, 2, 1]).reshaped([pixels, shape[2], width])
    var said = [
      try Tensor.concatenated(
        [classToken.to(type).expanded([pixels, 1, width]), groups], along: 1) + positions.to(type)
    ]
    for (index, block) in blocks.enumerated() {
      var next = try block(said[index])
      if index > 1 {
        next = try fusions[index - 2](.concatenated([next, said[index - 1]], along: 2))
      }
      said.append(next)
    }
    let gathered = try norm(said[blocks.count].slice(1, 0..<1))
    return try gathered.reshaped([shape[0], shape[3], shape[4], width])
  }

  public func features(of responses: Tensor, _ mode: Mode) throws -> Tensor {
    try head(responses).relu().dropout(design.dropout, mode)
  }

  public func state(_ path: String) -> [StateEntry] {
    embedding.state(joined(path, "embedding"))
      + [
        StateEntry(path: joined(path, "class_token"), tensor: classToken),
        StateEntry(path: joined(path, "positions"), tensor: positions),
      ]
      + blocks.enumerated().flatMap { $1.state(joined(path, "block\($0 + 1)")) }
      + fusions.enumerated().flatMap { $1.state(joined(path, "fusion\($0 + 3)")) }
      + norm.state(joined(path, "last")) + head.state(joined(path, "features"))
  }
}

extension SpectralTransformer: GraphWriting {
  public func write(to graph: inout OperatorGraph, _ input: OperatorGraph.Value) throws
    -> OperatorGraph.Value
  {
    let width = head.weight.shape[1]
    let volume = graph.add("Unsqueeze", [input, graph.wholes([1])])
    // N × width × tokens × h × w becomes N × h × w × tokens × width.
    let groups = graph.permuted(try graph.convolution(embedding, volume), [0, 3, 4, 2, 1])
    let pixels = graph.add("Shape", [groups], [("start", .whole(0)), ("end", .whole(3))])
    let shape = graph.add("Concat", [pixels, graph.wholes([1, width])], [("axis", .whole(0))])
    let token = graph.add(
      "Expand", [try graph.constant(classToken, [1, 1, 1, 1, width]), shape])
    let tokens = graph.add("Concat", [token, groups], [("axis", .whole(3))])
    var said = [graph.add("Add", [tokens, try graph.constant(positions)])]
    for (index, block) in blocks.enumerated() {
      var next = try block.write(to: &graph, said[index])
      if index > 1 {
        let both = graph.add("Concat", [next, said[index - 1]], [("axis", .whole(-1))])
        next = try graph.linear(fusions[index - 2], both)
      }
      said.append(next)
    }
    let first = graph.add(
      "Gather", [said[blocks.count], graph.wholes([0], [])], [("axis", .whole(3))])
    let features = graph.rectified(try graph.linear(head, graph.norm(norm, first)))
    return graph.permuted(features, [0, 3, 1, 2])
  }
}

/// - Throws: `PartError` unless the heads divide the width.
func requireHeads(_ values: PartValues) throws {
  let (width, heads) = (values.whole("width"), values.whole("heads"))
  guard width % heads == 0 else {
    throw PartError(option: "heads", must: "a divisor of `width`, \(width)")
  }
}
