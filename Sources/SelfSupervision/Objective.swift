package import Torch

/// What a network learns from pixels without a class.
///
/// Laws that every objective keeps: the order of the batch changes nothing; embeddings that have
/// collapsed to a point give a number that is known; its state and memories, restored, go on to the
/// same bits.
package protocol Objective: Stateful {
  /// Share m of itself that the momentum encoder keeps at each step; nil if there is none.
  var momentum: Double? { get }

  /// Looks at all items before the first step.
  ///
  /// - Parameter embed: gives the embeddings of all items as inference sees them, items × k. To be
  ///   called only if they are needed.
  func prepare(_ embed: () throws -> Tensor) throws

  /// The loss of a batch, differentiable in the encoder and in the objective's own parameters.
  func loss(of views: Views, by encoder: Encoder) throws -> ObjectiveLoss

  /// What it remembers of earlier batches beside its state, by name. It goes into checkpoints.
  func memories() throws -> [String: Tensor]

  /// Takes back what `memories` gave.
  ///
  /// - Throws: `PartError` if that is no memory of this objective.
  func remember(_ memories: [String: Tensor]) throws
}

extension Objective {
  package var momentum: Double? { nil }
  package func prepare(_ embed: () throws -> Tensor) throws {}
  package func memories() throws -> [String: Tensor] { [:] }
  package func remember(_ memories: [String: Tensor]) throws {
    try requireNames(memories, [])
  }

  /// - Throws: `PartError` unless the memories have these names.
  func requireNames(_ memories: [String: Tensor], _ names: Set<String>) throws {
    try require(
      Set(memories.keys) == names,
      "\(Self.self) remembers \(names.sorted()), not \(memories.keys.sorted())")
  }
}

/// Views of the items of a batch.
package struct Views {
  /// N × r × r × bands, standardised.
  package var first: Tensor
  /// The same items seen otherwise; `first` itself if the objective compares no pairs.
  package var second: Tensor
  /// Number of each item among all, from 0; N, int64.
  package var items: Tensor
  /// 1 for bands to be hidden from the encoder, else 0; N × bands. nil unless the objective hides
  /// any.
  package var hidden: Tensor?
  /// Whether an epoch begins with this batch.
  package var beginsEpoch: Bool
  /// Of what the loss draws.
  package var seed: UInt64

  package init(
    first: Tensor, second: Tensor, items: Tensor, hidden: Tensor? = nil, beginsEpoch: Bool = false,
    seed: UInt64 = 0
  ) {
    self.first = first
    self.second = second
    self.items = items
    self.hidden = hidden
    self.beginsEpoch = beginsEpoch
    self.seed = seed
  }
}

/// What turns patches into embeddings, N × r × r × bands → N × k.
package struct Encoder {
  /// The network that is trained.
  package let online: (Tensor) throws -> Tensor
  /// Its momentum encoder, without gradients; the network itself if there is none.
  package let target: (Tensor) throws -> Tensor

  package init(
    online: @escaping (Tensor) throws -> Tensor, target: @escaping (Tensor) throws -> Tensor
  ) {
    self.online = online
    self.target = target
  }

  /// The embeddings of both views, which go through the network together.
  func pair(_ views: Views) throws -> (first: Tensor, second: Tensor) {
    try Self.pair(views, online)
  }

  /// The same by the momentum encoder.
  func targetPair(_ views: Views) throws -> (first: Tensor, second: Tensor) {
    try withoutGradients { try Self.pair(views, target) }
  }

  private static func pair(
    _ views: Views, _ encode: (Tensor) throws -> Tensor
  ) throws -> (first: Tensor, second: Tensor) {
    let count = views.first.shape[0]
    let both = try encode(Tensor.concatenated([views.first, views.second], along: 0))
    return (try both.slice(0, 0..<count), try both.slice(0, count..<(2 * count)))
  }
}

/// The loss of one batch.
package struct ObjectiveLoss {
  /// One number.
  package let total: Tensor
  /// Embeddings of the first views, N × k, without gradient: whether they have collapsed.
  package let embeddings: Tensor
  /// To be called once after the optimiser's step.
  package var observe: () throws -> Void = {}

  init(_ total: Tensor, _ embeddings: Tensor, observe: @escaping () throws -> Void = {}) throws {
    self.total = total
    self.embeddings = try embeddings.detached()
    self.observe = observe
  }
}

extension Tensor {
  /// Each row divided by its length; a row shorter than 1e-12 by that.
  func unitRows() throws -> Tensor {
    try self / norm(p: 2, along: 1, keep: true).maximum(1e-12)
  }
}
