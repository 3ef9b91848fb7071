public import Torch

/// Exact nearest references by Euclidean distance, at the speed of matrix products: blocks of
/// queries against all references, then the few best measured again from their differences. On the
/// CPU a block is looked through while it is in the cache; see `Tensor.nearestRows`.
public struct NearestNeighbours {
  /// M × k, float32.
  public let references: Tensor
  /// The class of each reference.
  public let labels: [Int]
  /// References less their mean, and their squared lengths; far from the origin the products would
  /// lose the digits of the distances.
  private let centre: Tensor
  private let squares: Tensor
  /// −2 centredᵀ.
  private let turned: Tensor
  /// Which class each reference is of, among those there are, and how many there are.
  private let places: [Int]
  private let classes: Int

  public init(references: Tensor, labels: [Int]) throws {
    try require(
      references.rank == 2 && references.shape.allSatisfy { $0 > 0 },
      "references must be M × k with both above 0, not of shape \(references.shape)")
    try require(
      labels.count == references.shape[0],
      "\(labels.count) labels for \(references.shape[0]) references; one each is needed")
    self.references = try references.detached().to(.float32)
    self.labels = labels
    centre = try self.references.mean(0, keep: true)
    let centred = try self.references - centre
    squares = try centred.squared().sum(1)
    turned = try centred.transposed() * -2
    var known: [Int: Int] = [:]
    for label in labels where known[label] == nil { known[label] = known.count }
    places = labels.map { known[$0] ?? 0 }
    classes = known.count
  }

  /// The nearest references of each query.
  public struct Found {
    /// Neighbours a query, at most as many as there are references.
    public let count: Int
    /// Query by query, nearest first.
    public let distances: [Float]
    /// Rows of the references, in the same order.
    public let rows: [Int]
  }

  /// - Parameters:
  ///   - queries: N × k.
  ///   - count: neighbours wanted; fewer are found where there are fewer references.
  ///   - excludingSelf: whether the queries are the references and none is its own neighbour.
  public func search(_ queries: Tensor, count: Int, excludingSelf: Bool = false) throws -> Found {
    try require(
      queries.rank == 2 && queries.shape[1] == references.shape[1],
      "queries of shape \(queries.shape) against references of width \(references.shape[1])")
    try require(count > 0, "\(count) neighbours are none; ask for 1 or more")
    try require(
      !excludingSelf || queries.shape[0] == references.shape[0],
      "\(queries.shape[0]) queries are not the \(references.shape[0]) references")
    let wanted = min(count, references.shape[0] - (excludingSelf ? 1 : 0))
    var distances: [Float] = []
    var rows: [Int] = []
    distances.reserveCapacity(queries.shape[0] * wanted)
    rows.reserveCapacity(queries.shape[0] * wanted)
    guard wanted > 0 else { return Found(count: 0, distances: [], rows: []) }
    // A block of products of about 64 MiB on a GPU; the CPU takes smaller ones by itself.
    let isOnCPU = references.device == .cpu
    let block = isOnCPU ? 1 << 16 : max(1, min(1 << 14, (1 << 24) / references.shape[0]))
    try inferring {
      var start = 0
      while start < queries.shape[0] {
        let range = start..<min(start + block, queries.shape[0])
        let part = try queries.slice(0, range).to(.float32, device: references.device)
        let own = excludingSelf ? start : nil
        let (d, r) =
          isOnCPU
          ? try part.nearestRows(
            of: references, centre: centre, turned: turned, squares: squares, count: wanted,
            own: own)
          : try nearest(part, wanted, ownRow: own)
        distances += try d.values(Float.self)
        rows += try r.values(Int64.self).map { Int($0) }
        start = range.upperBound
      }
    }
    return Found(count: wanted, distances: distances, rows: rows)
  }

  private func nearest(_ queries: Tensor, _ count: Int, ownRow: Int?) throws -> (Tensor, Tensor) {
    let width = references.shape[1]
    // ‖q‖² is the same for all references and changes no order.
    var partial = try squares + (queries - centre).times(turned)
    if let ownRow {
      let offset = try Tensor([Int64(ownRow)]).to(queries.device)
      let own = try Tensor.range(queries.shape[0], device: queries.device) + offset
      let all = try Tensor.range(references.shape[0], device: queries.device)
      partial = try partial.filled(
        where: own.unsqueezed(1).equal(all.unsqueezed(0)), with: .infinity)
    }
    // A few more than wanted, for products that rounding has put in the wrong order.
    let most = references.shape[0] - (ownRow == nil ? 0 : 1)
    let candidates = try partial.top(min(count + 8, most), along: 1, largest: false).indices
    let shape = [queries.shape[0], candidates.shape[1], width]
    // The differences are N × candidates × k: many neighbours are measured in parts.
    let part = max(1, (1 << 24) / max(1, shape[1] * shape[2]))
    var measured: [Tensor] = []
    var start = 0
    while start < shape[0] {
      let range = start..<min(start + part, shape[0])
      let found = try references.selecting(
        candidates.slice(0, range).reshaped([-1]), along: 0
      ).reshaped([range.count, shape[1], width])
      measured.append(
        try (found - queries.slice(0, range).unsqueezed(1)).squared().sum(2).squareRoot())
      start = range.upperBound
    }
    let (d, order) = try Tensor.concatenated(measured, along: 0).sorted(along: 1)
    return (
      try d.slice(1, 0..<count).contiguous(),
      try candidates.gathered(order.slice(1, 0..<count), along: 1).contiguous()
    )
  }

  /// The class that most of the nearest references have; of equally many, the one that is nearest.
  ///
  /// - Returns: for each query its class, the distance to that class's nearest reference among
  ///   them, and the share of the neighbours that are of it.
  public func classify(_ queries: Tensor, neighbours: Int) throws -> NearestClass {
    try classify(queries, neighbours: neighbours) { _ in 1 }
  }

  /// - Parameter scale: what the distance to a reference is divided by.
  func classify(_ queries: Tensor, neighbours: Int, scale: (_ reference: Int) -> Float) throws
    -> NearestClass
  {
    let found = try search(queries, count: neighbours)
    var result = NearestClass()
    var votes = [Int](repeating: 0, count: classes)
    var first = votes
    for query in 0..<queries.shape[0] {
      let range = (query * found.count)..<((query + 1) * found.count)
      guard var best = range.first.map({ places[found.rows[$0]] }) else { continue }
      for i in range {
        let place = places[found.rows[i]]
        if votes[place] == 0 { first[place] = i }
        votes[place] += 1
      }
      for i in range {
        let place = places[found.rows[i]]
        if votes[place] > votes[best] { best = place }
      }
      let nearest = found.rows[first[best]]
      result.labels.append(labels[nearest])
      result.distances.append(found.distances[first[best]] / scale(nearest))
      result.confidences.append(Float(votes[best]) / Float(found.count))
      for i in range { votes[places[found.rows[i]]] = 0 }
    }
    return result
  }
}
