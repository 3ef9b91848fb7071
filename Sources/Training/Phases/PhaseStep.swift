internal import MetricLearning
internal import Scenes
internal import Torch

extension Phase {
  /// One step: batch, loss, gradient, update.
  ///
  /// - Returns: the loss and its parts; where the loss is not finite no weight has changed.
  func update(
    _ model: Model, _ data: TrainingData, step: Int, rate: Double, seed: UInt64, device: Device
  ) throws -> (loss: Double, parts: [String: Double]) {
    // Everything random in a step follows from the seed, the phase and the step, so that a resumed
    // training draws what an uninterrupted one would.
    let stream = UInt64(step) &* 2 &+ (name == .pretrain ? 0 : 1)
    var generator = SeededGenerator(seed: seed, stream: stream)
    let (input, labels) = try data.batch(
      batch(step), augmentation: augmentation, seed: generator.next(), device: device)
    let mode = Mode.training(try RandomGenerator(seed: generator.next(), device: device))
    let loss = try objective(model, input, labels, mode)
    // A GPU goes on with the gradients while the host waits for these numbers.
    let total = try Transfer(loss.total.detached(), to: .cpu)
    let numbers = try loss.parts.mapValues { try Transfer($0.detached(), to: .cpu) }
    try loss.total.backward()
    let value = try total.finish().item()
    var parts = try numbers.mapValues { try $0.finish().item() }
    parts["activeShare"] = loss.activeShare
    guard value.isFinite else {
      for entry in parameters { try entry.tensor.clearGradient() }
      return (value, parts)
    }
    try optimiser.step(rate: rate)
    if let metric, let embeddings = loss.embeddings { try metric.observe(embeddings, labels) }
    return (value, parts)
  }
}
