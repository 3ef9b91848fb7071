package import Torch

/// The labelled points of an episode.
package struct Support {
  /// S × d.
  package let points: Tensor
  /// Class of each point, from 0.
  package let labels: [Int]
  /// Number of classes.
  package let ways: Int
  /// Seed of what a head draws for this episode, such as noise.
  package let seed: UInt64

  /// - Throws: `EpisodeError` if there are fewer than two classes, a label is out of range, or a
  ///   class has no point.
  package init(_ points: Tensor, labels: [Int], ways: Int, seed: UInt64 = 0) throws {
    try require(
      points.rank == 2 && points.shape[0] == labels.count,
      "The support has \(labels.count) labels for points of shape \(points.shape).")
    try require(ways > 1, "An episode needs at least 2 classes; got \(ways).")
    if let wrong = labels.first(where: { !(0..<ways).contains($0) }) {
      throw EpisodeError("The support has class \(wrong); there are \(ways), from 0.")
    }
    if let empty = (0..<ways).first(where: { !labels.contains($0) }) {
      throw EpisodeError("Class \(empty) of \(ways) has no point in the support.")
    }
    self.points = points
    self.labels = labels
    self.ways = ways
    self.seed = seed
  }

  /// The same classes with other points in place of these, such as transformed ones.
  package func with(_ points: Tensor) throws -> Support {
    try Support(points, labels: labels, ways: ways, seed: seed)
  }

  /// Number of points.
  package var count: Int { labels.count }

  /// Class indices, S, int64.
  package func classes() throws -> Tensor {
    try Tensor(labels.map(Int64.init)).to(points.device)
  }

  /// 1 at each point's class, else 0: S × columns, in the type of the points.
  ///
  /// - Parameter columns: at least `ways`; nil for `ways`.
  package func membership(_ columns: Int? = nil) throws -> Tensor {
    try classes().oneHot(columns ?? ways).to(points.elementType)
  }

  /// Mean of each class, ways × d.
  package func means() throws -> Tensor {
    let membership = try membership()
    return try membership.transposed().times(points) / membership.sum(0).unsqueezed(1)
  }

  /// - Throws: `EpisodeError` unless queries have as many columns as the support.
  func requireColumns(_ query: Tensor) throws {
    try require(
      query.rank == 2 && query.shape[1] == points.shape[1],
      "Queries of shape \(query.shape) do not match a support of shape \(points.shape).")
  }
}

/// A task of few labels: points with labels to learn from, and points to be judged.
package struct Episode {
  package let support: Support
  /// Q × d.
  package let query: Tensor
  /// Class of each query, from 0.
  package let queryLabels: [Int]

  /// - Throws: `EpisodeError` if there is no query, or a label is out of range.
  package init(_ support: Support, query: Tensor, labels: [Int]) throws {
    try support.requireColumns(query)
    try require(
      !labels.isEmpty && query.shape[0] == labels.count,
      "An episode needs one label for each of at least 1 query; "
        + "got \(labels.count) labels for queries of shape \(query.shape).")
    if let wrong = labels.first(where: { !(0..<support.ways).contains($0) }) {
      throw EpisodeError("A query is of class \(wrong); there are \(support.ways), from 0.")
    }
    self.support = support
    self.query = query
    queryLabels = labels
  }

  /// Class indices of the queries, Q, int64.
  package func queryClasses() throws -> Tensor {
    try Tensor(queryLabels.map(Int64.init)).to(query.device)
  }
}
