// He, Fan, Wu, Xie and Girshick, "Momentum contrast for unsupervised visual representation
// learning" (MoCo), CVPR 2020, equations 1 and 2.
// Choices of ours: a queue of 4096, as a scene has fewer windows than the paper pictures; a head, as
// in the authors' second version; τ = 0.2 and m = 0.99, as training is short.
internal import Parts
package import Torch

///     −log( exp(q·k₊/τ) / (exp(q·k₊/τ) + Σ_queue exp(q·k/τ)) ),  mean over the batch,
///
/// q of the network, k of the momentum encoder, both of unit length; k joins the queue afterwards.
package final class MoCo: Objective {
  package let momentum: Double?
  private let temperature: Double
  private let projector: Head
  private let follower: Head
  private var queue: KeyQueue

  fileprivate init(_ parts: ObjectiveParts) throws {
    let width = parts.whole("width")
    momentum = parts.number("momentum")
    temperature = parts.number("temperature")
    projector = try parts.projector(to: width)
    follower = try parts.projector(to: width)
    try follower.restore(projector.snapshot())
    queue = KeyQueue(keys: try parts.normal([parts.whole("queue"), width]).unitRows())
  }

  /// - Parameters:
  ///   - query, key: N × width, of any length.
  ///   - queue: K × width, of unit length.
  /// - Returns: N × (1 + K), the own key first.
  package static func logits(
    _ query: Tensor, _ key: Tensor, queue: Tensor, temperature: Double
  ) throws -> Tensor {
    let (q, k) = (try query.unitRows(), try key.detached().unitRows())
    let own = try (q * k).sum(1, keep: true)
    return try Tensor.concatenated([own, q.times(queue.transposed())], along: 1) / temperature
  }

  package static func loss(of logits: Tensor) throws -> Tensor {
    let first = try Tensor([Int64](repeating: 0, count: logits.shape[0]))
    return try crossEntropy(logits, first.to(logits.device))
  }

  package func loss(of views: Views, by encoder: Encoder) throws -> ObjectiveLoss {
    let embeddings = try encoder.online(views.first)
    let keys = try withoutGradients {
      try follower(encoder.target(views.second)).unitRows().detached()
    }
    let logits = try Self.logits(
      projector(embeddings), keys, queue: queue.keys, temperature: temperature)
    return try ObjectiveLoss(Self.loss(of: logits), embeddings) { [self] in
      queue = try queue.taking(keys)
      try follow(follower.state, projector.state, momentum: momentum ?? 0)
    }
  }

  package func state(_ path: String) -> [StateEntry] {
    projector.state(joined(path, "projector")) + follower.untrained(joined(path, "follower"))
  }

  package func memories() throws -> [String: Tensor] {
    ["queue": queue.keys, "oldest": try Tensor([Int64(queue.oldest)])]
  }

  package func remember(_ memories: [String: Tensor]) throws {
    try requireNames(memories, ["queue", "oldest"])
    guard let keys = memories["queue"], let oldest = try memories["oldest"]?.item() else { return }
    try require(
      keys.shape == queue.keys.shape && 0..<keys.shape[0] ~= Int(oldest),
      "a queue of shape \(keys.shape) in place of \(queue.keys.shape)")
    queue = KeyQueue(keys: try keys.to(queue.keys.device), oldest: Int(oldest))
  }
}

/// Keys of earlier batches in a ring: a batch takes the place of the oldest.
package struct KeyQueue {
  /// K × width, of unit length.
  package var keys: Tensor
  /// The row that is replaced next.
  package var oldest = 0

  package init(keys: Tensor, oldest: Int = 0) {
    self.keys = keys
    self.oldest = oldest
  }

  /// - Parameter batch: N × width, of unit length; the last K of more.
  package func taking(_ batch: Tensor) throws -> KeyQueue {
    let capacity = keys.shape[0]
    let count = min(batch.shape[0], capacity)
    let new = try batch.slice(0, (batch.shape[0] - count)..<batch.shape[0])
    let end = oldest + count
    let over = max(0, end - capacity)
    let parts = [
      try new.slice(0, (count - over)..<count), try keys.slice(0, over..<oldest),
      try new.slice(0, 0..<(count - over)), try keys.slice(0, min(end, capacity)..<capacity),
    ]
    return KeyQueue(
      keys: try Tensor.concatenated(parts.filter { $0.shape[0] > 0 }, along: 0),
      oldest: end % capacity)
  }
}

extension MoCo {
  static let kind = ObjectiveKind(
    "moco", "A view finds its other view among a queue of a momentum encoder's (MoCo).",
    options: [
      .temperature(0.2), .width(64), .momentum(0.99),
      .whole("queue", 4096, in: 1...1_000_000, "Views of earlier batches to compare with."),
    ], make: MoCo.init)
}
