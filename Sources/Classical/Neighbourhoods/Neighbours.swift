internal import MetricLearning
internal import Parts
internal import Torch

/// The k nearest points of each, nearest first; of equal distances the first point first.
///
/// Found by MetricLearning's exact search, about the mean since it works in float32; their distances
/// are measured again in float64.
struct Neighbours {
  /// Of each query, k rows of the references.
  let rows: [[Int]]
  /// Of each query, k Euclidean distances.
  let distances: [[Double]]

  /// Among the points themselves; none is its own neighbour.
  ///
  /// - Throws: `ClassicalError` unless each point has k others.
  init(of points: Points, count: Int) throws {
    try Self.require(count, ofOthers: points.count)
    try self.init(points.matrix, among: points, count: count, excludingSelf: true)
  }

  /// Of other points among these.
  ///
  /// - Parameter queries: N × d, float64, finite.
  init(of queries: Tensor, among points: Points, count: Int) throws {
    try Self.require(count, of: points.count, "there are \(points.count) points")
    try self.init(queries, among: points, count: count, excludingSelf: false)
  }

  /// - Parameter points: each of which has the others as neighbours.
  /// - Throws: `ClassicalError` unless each has so many.
  static func require(_ count: Int, ofOthers points: Int) throws {
    try require(
      count, of: points - 1, "\(points) points have \(points - 1) others each")
  }

  private static func require(_ count: Int, of there: Int, _ words: String) throws {
    try Classical.require(count > 0, "At least 1 neighbour is needed; got \(count).")
    try Classical.require(
      count <= there,
      "\(count) neighbours are asked for; \(words). Ask for \(there) at most.")
  }

  private init(_ queries: Tensor, among points: Points, count: Int, excludingSelf: Bool) throws {
    let (references, mean) = try points.centred()
    let centred = try queries - mean
    let found = try NearestNeighbours(
      references: references.to(.float32), labels: Array(0..<points.count)
    ).search(centred.to(.float32), count: count, excludingSelf: excludingSelf)
    let lengths = try Self.lengths(centred, to: references, found.rows, count)
    var (rows, distances): ([[Int]], [[Double]]) = ([], [])
    for query in 0..<queries.shape[0] {
      let own = (query * count)..<((query + 1) * count)
      let sorted = own.sorted { (lengths[$0], found.rows[$0]) < (lengths[$1], found.rows[$1]) }
      rows.append(sorted.map { found.rows[$0] })
      distances.append(sorted.map { lengths[$0] })
    }
    self.rows = rows
    self.distances = distances
  }

  /// ‖x − r‖ of each query and its `count` rows of the references; block by block, since the
  /// differences are queries × count × features.
  private static func lengths(
    _ queries: Tensor, to references: Tensor, _ rows: [Int], _ count: Int
  ) throws -> [Double] {
    let (many, width) = (queries.shape[0], queries.shape[1])
    let block = max(1, (1 << 22) / (count * width))
    var lengths: [Double] = []
    for start in stride(from: 0, to: many, by: block) {
      let end = min(start + block, many)
      let places = try Tensor(rows[(start * count)..<(end * count)].map { Int64($0) })
      let near = try references.selecting(places, along: 0).reshaped([end - start, count, width])
      lengths += try (near - queries.slice(0, start..<end).unsqueezed(1)).norm(2)
        .values(Double.self)
    }
    return lengths
  }
}
