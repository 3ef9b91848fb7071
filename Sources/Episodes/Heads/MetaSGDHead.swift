// Z. Li, F. Zhou, F. Chen, H. Li, "Meta-SGD: learning to learn quickly for few-shot learning", arXiv
// 1707.09835, 2017.
internal import Parts
package import Torch

/// A perceptron and, for each of its weights, the rate of one step of gradient descent.
///
///     θ′ = θ − rate ∘ ∇ (mean cross-entropy of the support), differentiated through the step
package struct MetaSGDHead: Head {
  /// As of `maml`, and "rate.weight1" … of the same shapes.
  package let weights: Weights

  package init(_ weights: Weights) { self.weights = weights }

  package func scores(_ query: Tensor, _ support: Support) throws -> Tensor {
    try support.requireColumns(query)
    return try Perceptron.logits(query, adapted(support)).slice(1, 0..<support.ways)
  }

  /// The weights after the step, in the order of `Perceptron.names`.
  package func adapted(_ support: Support) throws -> [Tensor] {
    let theta = Perceptron.names.map { weights[$0] }
    try requireWays(support, most: theta[3].shape[0])
    let slopes = try innerSlopes(theta, support, differentiable: true)
    return try Perceptron.names.indices.map {
      try theta[$0] - slopes[$0] * weights["rate.\(Perceptron.names[$0])"]
    }
  }
}

extension MetaSGDHead {
  static let kind = HeadKind(
    "metaSGD", title: "Meta-SGD",
    "A perceptron and, for each of its weights, the rate of one step of descent.",
    paper: "Li et al. 2017", traits: [.learned, .classWeights],
    options: [
      .hidden(64),
      .number("rate", 0.1, in: 1e-9...1e3, "Learning rate of the step, before it is learned."),
    ]
  ) { parts in
    let (hidden, ways) = (parts.values.whole("hidden"), parts.ways)
    let shapes = [[hidden, parts.features], [hidden], [ways, hidden], [ways]]
    return MetaSGDHead(
      try parts.weights(
        Perceptron.plan(parts.features, hidden: hidden, outputs: ways)
          + zip(Perceptron.names, shapes).map {
            .constant("rate.\($0)", parts.values.number("rate"), $1)
          }))
  }
}
