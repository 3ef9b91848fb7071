// Musgrave, Belongie and Lim, "A metric learning reality check", ECCV 2020.
public import Torch

/// How well neighbours share a label; every point is a query against all others.
public struct Retrieval: Codable, Equatable, Sendable {
  /// Share of points whose nearest neighbour has their label.
  public let precisionAt1: Double
  /// With R the others of a point's label: the share of its R nearest that have its label.
  public let rPrecision: Double
  /// 1/R Σ_{i≤R} P(i) · [the i-th neighbour has the label], P(i) the precision among the first i.
  public let mapAtR: Double

  /// - Parameters:
  ///   - embeddings: N × k.
  ///   - labels: N classes; points that are alone in theirs are no queries.
  /// - Throws: where no label has two points.
  public init(of embeddings: Tensor, labels: [Int]) throws {
    let counts = labels.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    let most = (counts.values.max() ?? 0) - 1
    try require(most > 0, "none of \(labels.count) points shares its label with another")
    let neighbours = try NearestNeighbours(references: embeddings, labels: labels)
    let found = try neighbours.search(embeddings, count: most, excludingSelf: true)
    var (first, precision, map, queries) = (0.0, 0.0, 0.0, 0.0)
    for (query, label) in labels.enumerated() {
      let r = (counts[label] ?? 1) - 1
      guard r > 0 else { continue }
      var (hits, sum) = (0, 0.0)
      for i in 0..<r where labels[found.rows[query * found.count + i]] == label {
        hits += 1
        sum += Double(hits) / Double(i + 1)
        if i == 0 { first += 1 }
      }
      precision += Double(hits) / Double(r)
      map += sum / Double(r)
      queries += 1
    }
    precisionAt1 = first / queries
    rPrecision = precision / queries
    mapAtR = map / queries
  }
}
