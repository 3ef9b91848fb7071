public import Torch

/// Points of the embedding that stand for classes: the mean of each class, or several a class.
///
/// Snell, Swersky and Zemel, "Prototypical networks for few-shot learning", NIPS 2017.
public struct Prototypes {
  /// P × k, float32.
  public let points: Tensor
  /// The class of each prototype.
  public let labels: [Int]
  private let search: NearestNeighbours

  /// Prototypes that are given.
  public init(points: Tensor, labels: [Int]) throws {
    search = try NearestNeighbours(references: points, labels: labels)
    self.points = search.references
    self.labels = labels
  }

  /// The prototypes of labelled embeddings.
  ///
  /// - Parameters:
  ///   - embeddings: N × k.
  ///   - labels: N classes.
  ///   - perClass: 1 for the mean; more for the centres of k-means within each class, fewer if a
  ///     class has fewer members.
  ///   - seed: of the starting centres of k-means.
  public init(of embeddings: Tensor, labels: [Int], perClass: Int = 1, seed: UInt64 = 0) throws {
    try require(
      embeddings.rank == 2 && embeddings.shape[0] == labels.count && !labels.isEmpty,
      "\(labels.count) labels for embeddings of shape \(embeddings.shape); one a row is needed")
    try require(perClass > 0, "a class needs 1 prototype or more, not \(perClass)")
    var members: [Int: [Int64]] = [:]
    for (row, label) in labels.enumerated() { members[label, default: []].append(Int64(row)) }
    var points: [Tensor] = []
    var classes: [Int] = []
    for (label, rows) in members.sorted(by: { $0.key < $1.key }) {
      let own = try embeddings.detached().selecting(
        Tensor(rows).to(embeddings.device), along: 0
      ).to(.float32)
      let centres =
        perClass == 1
        ? try own.mean(0, keep: true) : try KMeans(own, clusters: perClass, seed: seed).centres
      points.append(centres)
      classes += Array(repeating: label, count: centres.shape[0])
    }
    try self.init(points: Tensor.concatenated(points, along: 0), labels: classes)
  }

  /// These prototypes and those of another class, which needs no training: its mean, or k-means.
  ///
  /// - Throws: where the class is there already.
  public func adding(
    _ label: Int, embeddings: Tensor, perClass: Int = 1, seed: UInt64 = 0
  ) throws -> Prototypes {
    try require(!labels.contains(label), "there are prototypes of class \(label) already")
    let added = try Prototypes(
      of: embeddings, labels: Array(repeating: label, count: embeddings.shape.first ?? 0),
      perClass: perClass, seed: seed)
    try require(
      added.points.shape[1] == points.shape[1],
      "embeddings of width \(added.points.shape[1]) beside prototypes of \(points.shape[1])")
    return try Prototypes(
      points: Tensor.concatenated([points, added.points.to(points.device)], along: 0),
      labels: labels + added.labels)
  }

  /// The class of the nearest prototype.
  ///
  /// - Parameter queries: N × k.
  /// - Returns: for each query its class, the distance to that prototype (d₁), and the confidence
  ///   d₂ / (d₁ + d₂) with d₂ the distance to the nearest prototype of another class: ½ between
  ///   two classes, 1 on a prototype; 1 also if there is no other class.
  public func classify(_ queries: Tensor) throws -> NearestClass {
    let found = try search.search(queries, count: points.shape[0])
    var result = NearestClass()
    for query in 0..<queries.shape[0] {
      let range = (query * found.count)..<((query + 1) * found.count)
      let label = labels[found.rows[range.lowerBound]]
      let first = found.distances[range.lowerBound]
      let other = range.first { labels[found.rows[$0]] != label }
      result.labels.append(label)
      result.distances.append(first)
      guard let other else {
        result.confidences.append(1)
        continue
      }
      let second = found.distances[other]
      result.confidences.append(first + second > 0 ? second / (first + second) : 0.5)
    }
    return result
  }
}
