import Torch

/// W₂ ReLU(W₁ x + b₁) + b₂, as a function of its weights, so that a learner can move them.
enum Perceptron {
  static let names = ["weight1", "bias1", "weight2", "bias2"]

  static func plan(_ features: Int, hidden: Int, outputs: Int) -> [WeightPlan] {
    WeightPlan.dense("", features, to: hidden, suffix: "1")
      + WeightPlan.dense("", hidden, to: outputs, suffix: "2")
  }

  /// - Parameter theta: in the order of `names`.
  static func logits(_ x: Tensor, _ theta: [Tensor]) throws -> Tensor {
    try Linear(weight: theta[2], bias: theta[3])(
      Linear(weight: theta[0], bias: theta[1])(x).relu())
  }
}
