// Rousseeuw, "Silhouettes: a graphical aid to the interpretation and validation of cluster
// analysis", 1987.
public import Torch

/// How near the points of a class lie to one another, and how far from those of others.
public struct ClassSpread: Codable, Equatable, Sendable {
  /// Mean distance of two points of a class; nil if no class has two.
  public let within: Double?
  /// Mean distance of two points of different classes; nil if there is one class.
  public let between: Double?
  /// Mean over points of (b − a) / max(a, b), a the mean distance to the point's own class and b
  /// to the nearest other; 0 for a point alone in its class; nil if there is one class.
  public let silhouette: Double?

  /// - Parameters:
  ///   - embeddings: N × k.
  ///   - labels: N classes.
  public init(of embeddings: Tensor, labels: [Int]) throws {
    try require(
      embeddings.rank == 2 && embeddings.shape[0] == labels.count && !labels.isEmpty,
      "\(labels.count) labels for embeddings of shape \(embeddings.shape); one a row is needed")
    let classes = Set(labels).sorted()
    let place = Dictionary(uniqueKeysWithValues: classes.enumerated().map { ($1, $0) })
    let members = labels.map { place[$0] ?? 0 }
    var sizes = [Int](repeating: 0, count: classes.count)
    for member in members { sizes[member] += 1 }
    let sums = try Self.sums(embeddings, members, classes.count)

    var (inside, insidePairs, outside, outsidePairs, shape) = (0.0, 0.0, 0.0, 0.0, 0.0)
    for (row, own) in members.enumerated() {
      let distances = sums[(row * classes.count)..<((row + 1) * classes.count)]
      let base = distances.startIndex
      inside += distances[base + own]
      insidePairs += Double(sizes[own] - 1)
      outside += distances.reduce(0, +) - distances[base + own]
      outsidePairs += Double(labels.count - sizes[own])
      guard sizes[own] > 1 else { continue }
      let a = distances[base + own] / Double(sizes[own] - 1)
      let others = classes.indices.filter { $0 != own }
      guard let b = others.map({ distances[base + $0] / Double(sizes[$0]) }).min() else { continue }
      if max(a, b) > 0 { shape += (b - a) / max(a, b) }
    }
    within = insidePairs > 0 ? inside / insidePairs : nil
    between = outsidePairs > 0 ? outside / outsidePairs : nil
    silhouette = classes.count > 1 ? shape / Double(labels.count) : nil
  }

  /// The sum of the distances of each point to all points of each class, N × C.
  private static func sums(_ embeddings: Tensor, _ members: [Int], _ classes: Int) throws
    -> [Double]
  {
    try withoutGradients {
      let points = try embeddings.detached().to(.float64)
      let ofClass = try Tensor(members.map { Int64($0) }).to(points.device).oneHot(classes)
        .to(.float64)
      // A block of distances of about 64 MiB.
      let block = max(1, (1 << 23) / members.count)
      var sums: [Double] = []
      var start = 0
      while start < members.count {
        let range = start..<min(start + block, members.count)
        sums += try points.slice(0, range).pairwiseDistances(to: points).times(ofClass)
          .values(Double.self)
        start = range.upperBound
      }
      return sums
    }
  }
}
