// S. Ravi, H. Larochelle, "Optimization as a model for few-shot learning", ICLR 2017. As there, losses
// and gradients that the gates see are constants. The authors' code feeds the gates back before the
// sigmoid; here, as the paper's equations, after it.
internal import Foundation
internal import Parts
package import Torch

/// A linear classifier moved by learned gates, which see its loss and gradient.
///
///     θ = [W row by row, b];  L, g = support's mean cross-entropy and its gradient at θ
///     u = LSTM of [pre(g), pre(L)] (or these themselves), pre(x) = (log|x|/p, sign x) if
///     |x| ≥ e⁻ᵖ, else (−1, eᵖ x)
///     i = σ(w_I·[u, θ, i] + b_I),  f = σ(w_F·[u, θ, f] + b_F),  θ ← f ∘ θ − i ∘ g
package struct LSTMLearnerHead: Head {
  /// "initial" K(d + 1), "inputGate.weight", "inputGate.bias", "forgetGate.…", and the cell "lstm"
  /// if there is one.
  package let weights: Weights
  let steps: Int
  private static let p = 10.0

  package init(_ weights: Weights, steps: Int = 3) {
    self.weights = weights
    self.steps = steps
  }

  package func scores(_ query: Tensor, _ support: Support) throws -> Tensor {
    try support.requireColumns(query)
    let layer = try layer(adapted(support), width: query.shape[1])
    return try layer(query).slice(1, 0..<support.ways)
  }

  /// θ after the steps.
  package func adapted(_ support: Support) throws -> Tensor {
    let width = support.points.shape[1]
    var theta = weights["initial"]
    try requireWays(support, most: theta.count / (width + 1))
    let points = try support.points.detached()
    let zeros = try Tensor.zeros([theta.count], type: theta.elementType, device: theta.device)
    var (input, forget) = (zeros, zeros)
    let cell = weights.find("lstm.weightIH").map { _ in LSTMCell(weights, "lstm") }
    var memory = try cell?.start(theta.count, like: theta)
    for _ in 0..<steps {
      let place = try theta.detached().requiringGradient()
      let loss = try crossEntropy(
        layer(place, width: width)(points).slice(1, 0..<support.ways), support.classes())
      let slope = try loss.gradients(of: [place])[0].detached()
      let seen = try Tensor.concatenated(
        [
          Self.prepared(slope),
          Self.prepared(loss.detached().reshaped([1])).expanded([theta.count, 2]),
        ], along: 1)
      var u = seen
      if let cell, let state = memory {
        let next = try cell(seen, state)
        (memory, u) = (next, next.hidden)
      }
      let gates = (
        try gate("inputGate", u, theta, input), try gate("forgetGate", u, theta, forget)
      )
      (input, forget) = gates
      theta = try forget * theta - input * slope
    }
    return theta
  }

  private func gate(_ name: String, _ u: Tensor, _ theta: Tensor, _ former: Tensor) throws
    -> Tensor
  {
    let seen = try Tensor.concatenated([u, theta.unsqueezed(1), former.unsqueezed(1)], along: 1)
    return try
      (seen.times(weights["\(name).weight"].unsqueezed(1)).squeezed(1) + weights["\(name).bias"])
      .sigmoid()
  }

  private func layer(_ theta: Tensor, width: Int) throws -> Linear {
    let classes = theta.count / (width + 1)
    return Linear(
      weight: try theta.slice(0, 0..<(classes * width)).reshaped([classes, width]),
      bias: try theta.slice(0, (classes * width)..<theta.count))
  }

  /// pre(x), n × 2.
  private static func prepared(_ x: Tensor) throws -> Tensor {
    let edge = exp(-p)
    let isLarge = try x.magnitude().greaterOrEqual(edge)
    let logarithm = try x.magnitude().maximum(edge).log() * (1 / p)
    return try Tensor.stacked(
      [
        logarithm.filled(where: isLarge.not(), with: -1),
        x.sign().selected(where: isLarge, else: x * exp(p)),
      ], along: 1)
  }
}

extension LSTMLearnerHead {
  static let kind = HeadKind(
    "lstmLearner", title: "LSTM meta-learner",
    "A linear classifier moved by learned gates, which see its loss and gradient.",
    paper: "Ravi and Larochelle 2017", traits: [.learned, .classWeights],
    options: [
      .whole("steps", 3, in: 1...1000, "Steps of the gates."),
      .whole("hidden", 20, in: 0...4096, "Width of the LSTM in front of the gates; 0 for none."),
    ]
  ) { parts in
    let (hidden, width) = (parts.values.whole("hidden"), parts.features)
    let seen = (hidden > 0 ? hidden : 4) + 2
    return LSTMLearnerHead(
      try parts.weights(
        [
          .uniform("initial", [parts.ways * (width + 1)], inputs: width),
          .uniform("inputGate.weight", [seen], inputs: 10_000),
          .constant("inputGate.bias", -3, []),
          .uniform("forgetGate.weight", [seen], inputs: 10_000),
          .constant("forgetGate.bias", 5, []),
        ] + (hidden > 0 ? WeightPlan.cell("lstm", 4, hidden: hidden) : [])),
      steps: parts.values.whole("steps"))
  }
}
