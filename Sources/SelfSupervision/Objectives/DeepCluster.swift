// Caron et al., NeurIPS 2020 (the paper of SwAV), DeepCluster-v2: spherical k-means over the
// projections of all items before each epoch gives the targets of the epoch.
// Choices of ours: 64 clusters; starts drawn anew before each epoch; the projections of all items
// before the first epoch are those of the network that training begins with.
internal import Parts
package import Torch

///     −mean log softmax_a(z·c/τ) over both views,
///
/// z of unit length, c the centroids, a the cluster of the item.
package final class DeepCluster: Objective {
  private let projector: Head
  private let clusters: Int
  private let temperature: Double
  /// Latest projection of every item, items × width, of unit length.
  private var bank: Tensor
  private var centroids: Tensor
  /// Cluster of every item, int64.
  private var assignments: Tensor
  private static let iterations = 10

  fileprivate init(_ parts: ObjectiveParts) throws {
    let (width, items) = (parts.whole("width"), parts.ground.items)
    clusters = min(parts.whole("prototypes"), items)
    temperature = parts.number("temperature")
    projector = try parts.projector(to: width)
    let device = parts.ground.generator.device
    bank = try Tensor.zeros([items, width], type: parts.ground.type, device: device)
    centroids = try Tensor.zeros([clusters, width], type: parts.ground.type, device: device)
    assignments = try Tensor([Int64](repeating: 0, count: items)).to(device)
  }

  /// - Parameters:
  ///   - projections: N × width, of any length.
  ///   - targets: the cluster of each, int64.
  package static func loss(
    _ projections: Tensor, centroids: Tensor, targets: Tensor, temperature: Double
  ) throws -> Tensor {
    try crossEntropy(
      projections.unitRows().times(centroids.transposed()) / temperature, targets)
  }

  package func prepare(_ embed: () throws -> Tensor) throws {
    bank = try withoutGradients { try projector(embed()).unitRows().detached() }
  }

  package func loss(of views: Views, by encoder: Encoder) throws -> ObjectiveLoss {
    if views.beginsEpoch { try cluster(seed: views.seed) }
    let (first, second) = try encoder.pair(views)
    let both = try projector(Tensor.concatenated([first, second], along: 0))
    let own = try assignments.selecting(views.items, along: 0)
    let loss = try Self.loss(
      both, centroids: centroids, targets: Tensor.concatenated([own, own], along: 0),
      temperature: temperature)
    let seen = try both.slice(0, 0..<first.shape[0]).detached().unitRows()
    return try ObjectiveLoss(loss, first) { [self] in
      // Rows are replaced, by a sum over rows that are 0 for all other items.
      try withoutGradients {
        let count = bank.shape[0]
        let sums = try seen.summed(by: views.items, count: count)
        let times = try Tensor.full(
          1, shape: [seen.shape[0]], type: seen.elementType, device: seen.device
        ).summed(by: views.items, count: count).unsqueezed(1)
        bank = try (sums / times.maximum(1)).selected(where: times.greater(0), else: bank)
      }
    }
  }

  private func cluster(seed: UInt64) throws {
    let order = try RandomGenerator(seed: seed).uniform([bank.shape[0]])
      .sorted(along: 0).indices.slice(0, 0..<clusters)
    let found = try SphericalKMeans(
      bank, starts: order.to(bank.device), iterations: Self.iterations)
    (centroids, assignments) = (found.centroids, found.assignments)
  }

  package func state(_ path: String) -> [StateEntry] { projector.state(joined(path, "projector")) }

  package func memories() throws -> [String: Tensor] {
    ["bank": bank, "centroids": centroids, "assignments": assignments]
  }

  package func remember(_ memories: [String: Tensor]) throws {
    try requireNames(memories, ["bank", "centroids", "assignments"])
    guard let bank = memories["bank"], let centroids = memories["centroids"],
      let assignments = memories["assignments"]
    else { return }
    try require(
      bank.shape == self.bank.shape && centroids.shape == self.centroids.shape
        && assignments.shape == self.assignments.shape,
      "a memory of \(bank.shape) items in \(centroids.shape[0]) clusters in place of "
        + "\(self.bank.shape) in \(clusters)")
    let device = self.bank.device
    self.bank = try bank.to(device)
    self.centroids = try centroids.to(device)
    self.assignments = try assignments.to(device)
  }
}

extension DeepCluster {
  static let kind = ObjectiveKind(
    "deepCluster", "Views predict the cluster of their window, found anew each epoch (v2).",
    options: [.temperature(0.1), .width(64), .prototypes], make: DeepCluster.init)
}
