internal import Torch

/// The spacing of labelled points around each of them. Distances to a point are divided by it.
///
///     scale_j = s_j + s̃ / 2        s_j = mean distance from j to its nearest of the same class, at most 5
///
/// with s̃ the median of all s_j; the second term keeps copies of a point from making everything
/// else far. A point that is alone in its class takes s_j = 2 s̃. After M. Breunig, H.-P. Kriegel,
/// R. Ng, J. Sander, "LOF: identifying density-based local outliers", SIGMOD 2000; the numbers are
/// choices of ours.
struct LocalScale {
  /// One a point, above 0.
  let values: [Float]

  /// How many neighbours of a point say how close its class lies.
  private static let around = 5

  /// - Parameters:
  ///   - points: N × k.
  ///   - labels: N classes.
  ///   - alone: classes whose points say nothing of how close they lie, and take 2 s̃ too.
  init(of points: Tensor, labels: [Int], alone: Set<Int> = []) throws {
    var spacing = [Float](repeating: .nan, count: labels.count)
    let members = Dictionary(grouping: labels.indices) { labels[$0] }
    for (label, rows) in members where rows.count > 1 && !alone.contains(label) {
      let own = try points.selecting(Tensor(rows.map { Int64($0) }).to(points.device), along: 0)
      let found = try NearestNeighbours(references: own, labels: rows)
        .search(own, count: Self.around, excludingSelf: true)
      for (index, row) in rows.enumerated() {
        let near = found.distances[(index * found.count)..<((index + 1) * found.count)]
        spacing[row] = near.reduce(0, +) / Float(found.count)
      }
    }
    let sorted = spacing.filter(\.isFinite).sorted()
    let median = sorted.isEmpty ? 1 : sorted[sorted.count / 2]
    // Copies of points alone have a median of 0.
    let unit = median > 0 ? median : 1
    values = spacing.map { ($0.isFinite ? $0 : 2 * unit) + unit / 2 }
  }
}
