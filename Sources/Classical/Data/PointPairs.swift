internal import Torch

/// Pairs of points that are alike, and pairs that are not.
public struct PointPairs: Sendable {
  /// Two rows of the points.
  public struct Pair: Hashable, Sendable {
    public let first: Int
    public let second: Int

    public init(_ first: Int, _ second: Int) {
      self.first = first
      self.second = second
    }
  }

  public let similar: [Pair]
  public let dissimilar: [Pair]

  /// - Throws: `ClassicalError` if either kind is missing, or a pair is of one point with itself.
  public init(similar: [Pair], dissimilar: [Pair]) throws {
    try require(
      !similar.isEmpty && !dissimilar.isEmpty,
      "\(similar.count) similar and \(dissimilar.count) dissimilar pairs; at least one of each is "
        + "needed.")
    for pair in similar + dissimilar {
      try require(
        pair.first != pair.second, "Point \(pair.first) is paired with itself; a pair is of two.")
    }
    self.similar = similar
    self.dissimilar = dissimilar
  }

  /// Pairs drawn from classes: at most `count` of each kind, all if there are no more.
  init(of points: LabelledPoints, count: Int, seed: UInt64) throws {
    try require(count > 0, "At least 1 pair of each kind is needed; `pairs` is \(count).")
    let all = points.points.count
    let pairsWithin = points.classes.reduce(0) { $0 + $1.rows.count * ($1.rows.count - 1) / 2 }
    try require(
      pairsWithin > 0,
      "All \(points.classes.count) classes have one point: there is no pair of similar points. Give "
        + "two points or more of at least one class.")
    var draws = try Draws(seed: seed)
    func take(_ there: Int, isSimilar: Bool) throws -> [Pair] {
      if there <= count {
        return (0..<all).flatMap { i in
          ((i + 1)..<all).filter { (points.labels[i] == points.labels[$0]) == isSimilar }
            .map { Pair(i, $0) }
        }
      }
      var taken: [Pair] = []
      var known: Set<Pair> = []
      // A pair within a class: the class in proportion to its pairs, then two of its points.
      let steps = points.classes.map { $0.rows.count * ($0.rows.count - 1) / 2 }
      while taken.count < count {
        var (i, j) = (0, 0)
        if isSimilar {
          var left = try draws.below(pairsWithin)
          var place = 0
          while left >= steps[place] {
            left -= steps[place]
            place += 1
          }
          let rows = points.classes[place].rows
          (i, j) = (rows[try draws.below(rows.count)], rows[try draws.below(rows.count)])
        } else {
          (i, j) = (try draws.below(all), try draws.below(all))
        }
        let pair = Pair(min(i, j), max(i, j))
        let fits = i != j && (points.labels[i] == points.labels[j]) == isSimilar
        if fits, known.insert(pair).inserted { taken.append(pair) }
      }
      return taken
    }
    try self.init(
      similar: take(pairsWithin, isSimilar: true),
      dissimilar: take(all * (all - 1) / 2 - pairsWithin, isSimilar: false))
  }

  /// x_i − x_j of each pair, a row each.
  ///
  /// - Throws: `ClassicalError` for a pair of a point that is not there.
  static func differences(_ pairs: [Pair], of points: Points) throws -> Tensor {
    for pair in pairs {
      try require(
        (0..<points.count).contains(pair.first) && (0..<points.count).contains(pair.second),
        "The pair (\(pair.first), \(pair.second)) names a point that is not among the "
          + "\(points.count).")
    }
    return try points.selecting(pairs.map(\.first)).matrix
      - points.selecting(pairs.map(\.second)).matrix
  }
}
