// W.-Y. Chen, Y.-C. Liu, Z. Kira, Y.-C. Wang, J.-B. Huang, "A closer look at few-shot
// classification", ICLR 2019: the bar that meta-learners must pass. There a hundred steps of
// stochastic descent; here full batches from zero, so that neither order nor chance counts.
internal import Parts
package import Torch

/// A softmax layer trained on the support by gradient descent; the embedding stays.
///
///     x̃ = (x − x̄) / s with s² = mean ‖x − x̄‖²,  W, b from 0 by descent on
///     mean cross-entropy of W x̃ + b, plus ½ decay ‖W‖²
package struct FineTunedHead: Head {
  let steps: Int
  let rate: Double
  let decay: Double
  package var weights: Weights { .none }

  package init(steps: Int = 100, rate: Double = 1, decay: Double = 1e-3) {
    self.steps = steps
    self.rate = rate
    self.decay = decay
  }

  package func scores(_ query: Tensor, _ support: Support) throws -> Tensor {
    try support.requireColumns(query)
    let trained = try trained(support)
    return try Linear(weight: trained.weight, bias: trained.bias)(query)
  }

  package func classifier(_ support: Support) throws -> LinearClassifier? { try trained(support) }

  private func trained(_ support: Support) throws -> LinearClassifier {
    let mean = try support.points.mean(0, keep: true)
    let centred = try support.points - mean
    let scale = try centred.squared().sum(1).mean().maximum(1e-24).squareRoot()
    let x = try centred / scale
    let y = try support.membership()
    let (type, device) = (try x.elementType, x.device)
    let share = 1 / Double(support.count)
    var weight = try Tensor.zeros([support.ways, x.shape[1]], type: type, device: device)
    var bias = try Tensor.zeros([support.ways], type: type, device: device)
    for _ in 0..<steps {
      let excess = try (Linear(weight: weight, bias: bias)(x).softmax(1) - y) * share
      weight = try weight * (1 - rate * decay) - excess.transposed().times(x) * rate
      bias = try bias - excess.sum(0) * rate
    }
    let outer = try weight / scale
    return LinearClassifier(
      weight: outer, bias: try bias - outer.times(mean.transposed()).squeezed(1))
  }
}

extension FineTunedHead {
  static let kind = HeadKind(
    "fineTuning", title: "fine-tuned softmax layer",
    "A softmax layer trained on the support by gradient descent.",
    paper: "Chen et al. 2019", traits: [.linear],
    options: [
      .whole("steps", 100, in: 1...1_000_000, "Steps of descent."),
      .number("rate", 1, in: 1e-9...1e3, "Learning rate, of points scaled to unit length."),
      .number("decay", 1e-3, in: 0...1, "Weight decay."),
    ]
  ) {
    FineTunedHead(
      steps: $0.values.whole("steps"), rate: $0.values.number("rate"),
      decay: $0.values.number("decay"))
  }
}
