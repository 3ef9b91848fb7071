// C. Finn, P. Abbeel, S. Levine, "Model-agnostic meta-learning for fast adaptation of deep networks",
// ICML 2017; first order: its section 5.2. The inner loop moves a perceptron on the embedding.
internal import Parts
package import Torch

/// A perceptron from which a few steps of gradient descent lead to a good one.
///
///     f(x) = W₂ ReLU(W₁ x + b₁) + b₂;  θ ← θ − rate · ∇ (mean cross-entropy of the support)
///
/// Second order differentiates through the steps; first order takes their gradients as given.
package struct MAMLHead: Head {
  package enum Order: String, CaseIterable, Sendable { case first, second }

  /// "weight1" h × d, "bias1", "weight2" K × h, "bias2".
  package let weights: Weights
  let steps: Int
  let rate: Double
  let order: Order

  package init(_ weights: Weights, steps: Int = 3, rate: Double = 0.1, order: Order = .second) {
    self.weights = weights
    self.steps = steps
    self.rate = rate
    self.order = order
  }

  package func scores(_ query: Tensor, _ support: Support) throws -> Tensor {
    try support.requireColumns(query)
    return try Perceptron.logits(query, adapted(support)).slice(1, 0..<support.ways)
  }

  /// The weights after the steps, in the order of `Perceptron.names`.
  package func adapted(_ support: Support) throws -> [Tensor] {
    var theta = Perceptron.names.map { weights[$0] }
    try requireWays(support, most: theta[3].shape[0])
    for _ in 0..<steps {
      let slopes = try innerSlopes(theta, support, differentiable: order == .second)
      theta = try zip(theta, slopes).map { try $0 - $1 * rate }
    }
    return theta
  }
}

/// The gradient of the support's mean cross-entropy.
func innerSlopes(
  _ theta: [Tensor], _ support: Support, differentiable: Bool
) throws -> [Tensor] {
  let logits = try Perceptron.logits(support.points, theta).slice(1, 0..<support.ways)
  return try crossEntropy(logits, support.classes())
    .gradients(of: theta, differentiable: differentiable)
}

extension MAMLHead {
  static let kind = HeadKind(
    "maml", title: "model-agnostic meta-learning",
    "A perceptron from which a few steps of gradient descent lead to a good one.",
    paper: "Finn et al. 2017", traits: [.learned, .classWeights],
    options: [
      .hidden(64), .whole("steps", 3, in: 1...1000, "Steps of descent."),
      .number("rate", 0.1, in: 1e-9...1e3, "Learning rate of these steps."),
      .choice("order", Order.second, "Whether to differentiate through the steps."),
    ]
  ) { parts in
    MAMLHead(
      try parts.weights(
        Perceptron.plan(
          parts.features, hidden: parts.values.whole("hidden"), outputs: parts.ways)),
      steps: parts.values.whole("steps"), rate: parts.values.number("rate"),
      order: parts.values.choice("order"))
  }
}
