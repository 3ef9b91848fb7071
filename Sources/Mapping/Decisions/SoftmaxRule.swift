internal import MetricLearning
internal import Torch
internal import Training

/// The class of the largest softmax output, with its probability as confidence and −log of it as
/// distance.
struct SoftmaxRule: DecisionRule {
  let model: Model

  func decide(_ embeddings: Tensor) throws -> NearestClass {
    let logits = try model.logits(embeddings)
    let indices = try logits.argmax(1).values(Int64.self)
    // The largest probability p is exp(largest logit − log Σ exp).
    let confidences = try (logits.max(1) - logits.logSumExp(1)).exp().values(Float.self)
    return NearestClass(
      labels: indices.map { model.card.classes[Int($0)].number },
      distances: try surprise(logits).values(Float.self), confidences: confidences)
  }

  /// −log p = log(1 + Σ of the others' exp / the largest exp), which keeps its digits where p is so
  /// near to 1 that 1 − p has none.
  private func surprise(_ logits: Tensor) throws -> Tensor {
    let sorted = try logits.sorted(along: 1, descending: true).values
    let others = try sorted.slice(1, 1..<logits.shape[1]).logSumExp(1)
    return try (others - sorted.slice(1, 0..<1).squeezed(1)).exp().log1p()
  }
}
