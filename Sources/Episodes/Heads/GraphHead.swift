// V. Garcia, J. Bruna, "Few-shot learning with graph neural networks", ICLR 2018. As in the authors'
// code, a node's edge to itself is left out of the softmax unless `selfEdges` asks for it, as the
// paper's text has it. Without their batch norm and joined layers.
internal import Parts
package import Torch

/// A graph network over the labelled points and one query.
///
///     node = [point, one-hot label]; of the query, the label is 1/K for each class
///     e_ij = w₂·leakyReLU(W₁ |x_i − x_j| + b₁) + b₂,  A = softmax of each row of e
///     X′ = ρ(X Θ_I + A X Θ_A + b), two layers, A anew for each; scores: the query's node
package struct GraphHead: Head {
  /// For layer n = 1, 2: "edgeN.weight1" h × c, "edgeN.bias1", "edgeN.weight2" 1 × h, "edgeN.bias2",
  /// "layerN.identity" and "layerN.adjacency" c × c′, "layerN.bias".
  package let weights: Weights
  let selfEdges: Bool
  private static let slope = 0.01

  package init(_ weights: Weights, selfEdges: Bool = false) {
    self.weights = weights
    self.selfEdges = selfEdges
  }

  package func scores(_ query: Tensor, _ support: Support) throws -> Tensor {
    try support.requireColumns(query)
    let classes = weights["layer2.bias"].shape[0]
    try requireWays(support, most: classes)
    let parts = try stride(from: 0, to: query.shape[0], by: 32).map {
      try scores(
        some: query.slice(0, $0..<min($0 + 32, query.shape[0])), support, classes: classes)
    }
    return try Tensor.concatenated(parts, along: 0)
  }

  private func scores(some query: Tensor, _ support: Support, classes: Int) throws -> Tensor {
    let (count, ways) = (query.shape[0], support.ways)
    let known = try Tensor.concatenated([support.points, support.membership(classes)], along: 1)
    let even = try Tensor.concatenated(
      [
        .full(
          1 / Double(ways), shape: [count, ways], type: query.elementType, device: query.device),
        .zeros([count, classes - ways], type: query.elementType, device: query.device),
      ], along: 1)
    let asked = try Tensor.concatenated([query, even], along: 1)
    var nodes = try Tensor.concatenated(
      [known.unsqueezed(0).expanded([count] + known.shape), asked.unsqueezed(1)], along: 1)
    for layer in 1...2 {
      let adjacent = try adjacency(nodes, layer)
      let linear =
        try nodes.times(weights["layer\(layer).identity"])
        + adjacent.times(nodes).times(weights["layer\(layer).adjacency"])
        + weights["layer\(layer).bias"]
      nodes = layer == 1 ? try Self.leaky(linear) : linear
    }
    return try nodes.slice(1, support.count..<(support.count + 1)).squeezed(1).slice(1, 0..<ways)
  }

  /// A of each graph, N × n × n.
  package func adjacency(_ nodes: Tensor, _ layer: Int) throws -> Tensor {
    let gaps = try (nodes.unsqueezed(2) - nodes.unsqueezed(1)).magnitude()
    let hidden = try Self.leaky(weights.linear(1, of: "edge\(layer).")(gaps))
    var edges = try weights.linear(2, of: "edge\(layer).")(hidden).squeezed(3)
    if !selfEdges {
      let own = try Tensor.identity(nodes.shape[1], device: nodes.device).greater(0)
      edges = try edges.filled(where: own, with: -.infinity)
    }
    return try edges.softmax(2)
  }

  private static func leaky(_ x: Tensor) throws -> Tensor {
    try x.relu() - (-x).relu() * slope
  }
}

extension GraphHead {
  static let kind = HeadKind(
    "graph", title: "graph network", "A graph network over the labelled points and one query.",
    paper: "Garcia and Bruna 2018", traits: [.learned, .classWeights],
    options: [
      .hidden(64), .flag("selfEdges", false, "Whether a node counts among its neighbours."),
    ]
  ) { parts in
    let (hidden, ways) = (parts.values.whole("hidden"), parts.ways)
    let first = parts.features + ways
    func layer(_ number: Int, _ inputs: Int, to outputs: Int) -> [WeightPlan] {
      WeightPlan.dense("edge\(number).", inputs, to: hidden, suffix: "1")
        + WeightPlan.dense("edge\(number).", hidden, to: 1, suffix: "2")
        + [
          .uniform("layer\(number).identity", [inputs, outputs], inputs: inputs),
          .uniform("layer\(number).adjacency", [inputs, outputs], inputs: inputs),
          .uniform("layer\(number).bias", [outputs], inputs: inputs),
        ]
    }
    return GraphHead(
      try parts.weights(layer(1, first, to: hidden) + layer(2, hidden, to: ways)),
      selfEdges: parts.values.flag("selfEdges"))
  }
}

/// Refuses an episode of more classes than a head has weights for.
func requireWays(_ support: Support, most: Int) throws {
  try require(
    support.ways <= most,
    "The episode has \(support.ways) classes; this head was made for at most \(most). "
      + "Take a head without weights for each class, such as `prototypical`.")
}
