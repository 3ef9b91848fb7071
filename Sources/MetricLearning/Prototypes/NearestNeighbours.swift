public import Torch

/// Exact nearest references by Euclidean distance, at the speed of matrix products: blocks of
/// queries against all references, then the few best measured again from their differences in double
/// precision. If rounding may have hidden a nearer one, all that may be nearer are measured. Of equal
/// distances the first reference comes first. On the CPU a block is looked through while it is in the
/// cache; see `Tensor.nearestRows`.
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
  /// What the squared distance to each reference is multiplied by; nil for 1.
  private let weights: Tensor?
  /// Which class each reference is of, among those there are, and how many there are.
  private let places: [Int]
  private let classes: Int

  public init(references: Tensor, labels: [Int]) throws {
    try self.init(references: references, labels: labels, scale: nil)
  }

  /// - Parameter scale: what the distance to each reference is divided by, above 0; nil for 1.
  init(references: Tensor, labels: [Int], scale: [Float]?) throws {
    try require(
      references.rank == 2 && references.shape.allSatisfy { $0 > 0 },
      "references must be M × k with both above 0, not of shape \(references.shape)")
    try require(
      labels.count == references.shape[0],
      "\(labels.count) labels for \(references.shape[0]) references; one each is needed")
    self.references = try references.detached().to(.float32)
    self.labels = labels
    // A reference that is no number has no place, and must not take it from the others.
    let isNone = try self.references.isFinite().not()
    centre = try self.references.filled(where: isNone, with: 0).mean(0, keep: true)
    let centred = try self.references - centre
    squares = try centred.squared().sum(1)
    turned = try centred.transposed() * -2
    let device = self.references.device
    weights = try scale.map { try Tensor($0.map { 1 / ($0 * $0) }).to(device) }
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
  ///   - count: neighbours wanted; fewer are found if there are fewer references.
  ///   - excludingSelf: whether the queries are the references and none is its own neighbour.
  public func search(_ queries: Tensor, count: Int, excludingSelf: Bool = false) throws -> Found {
    try search(
      queries, count: count, excludingSelf: excludingSelf,
      isOnCPU: references.device == .cpu)
  }

  /// - Parameter isOnCPU: whether the CPU's own loops search; tests ask for the others there too.
  package func search(_ queries: Tensor, count: Int, excludingSelf: Bool, isOnCPU: Bool) throws
    -> Found
  {
    try require(
      queries.rank == 2 && queries.shape[1] == references.shape[1],
      "queries of shape \(queries.shape) against references of width \(references.shape[1])")
    try require(count > 0, "at least 1 neighbour is needed; got \(count)")
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
    let block = isOnCPU ? 1 << 16 : max(1, min(1 << 14, (1 << 24) / references.shape[0]))
    try inferring {
      var start = 0
      while start < queries.shape[0] {
        let range = start..<min(start + block, queries.shape[0])
        let part = try queries.slice(0, range).to(.float32, device: references.device)
        let own = excludingSelf ? start : nil
        start = range.upperBound
        guard isOnCPU else {
          let found = try nearest(part, wanted, ownRow: own)
          distances += found.distances
          rows += found.rows
          continue
        }
        let (d, r) = try part.nearestRows(
          of: references, centre: centre, turned: turned, squares: squares, weights: weights,
          count: wanted, own: own)
        distances += try d.values(Float.self)
        rows += try r.values(Int64.self).map { Int($0) }
      }
    }
    return Found(count: wanted, distances: distances, rows: rows)
  }

  /// The same by tensors, for a GPU.
  private func nearest(_ queries: Tensor, _ count: Int, ownRow: Int?) throws
    -> (distances: [Float], rows: [Int])
  {
    let width = references.shape[1]
    let centred = try queries - centre
    let lengths = try centred.squared().sum(1, keep: true)
    // ‖q‖² is the same for all references and changes no order, unless they are weighted.
    var partial = try squares + centred.times(turned)
    if let weights { partial = try (partial + lengths) * weights }
    var own: Tensor?
    if let ownRow {
      let offset = try Tensor([Int64(ownRow)]).to(queries.device)
      let rows = try Tensor.range(queries.shape[0], device: queries.device) + offset
      let all = try Tensor.range(references.shape[0], device: queries.device)
      let mask = try rows.unsqueezed(1).equal(all.unsqueezed(0))
      partial = try partial.filled(where: mask, with: .infinity)
      own = mask
    }
    let most = references.shape[0] - (ownRow == nil ? 0 : 1)
    let (values, found) = try partial.top(min(count + 8, most), along: 1, largest: false)
    // By rows, so that of equal distances the first row comes first.
    let candidates = try found.sorted(along: 1).values
    // The differences are N × candidates × k: many neighbours are measured in parts.
    let part = max(1, (1 << 23) / max(1, candidates.shape[1] * width))
    let measured = try stride(from: 0, to: queries.shape[0], by: part).map { start in
      let range = start..<min(start + part, queries.shape[0])
      let rows = try candidates.slice(0, range).reshaped([-1])
      let shape = [range.count, candidates.shape[1]]
      let points = try references.selecting(rows, along: 0).to(.float64).reshaped(shape + [width])
      let gaps = try (points - queries.slice(0, range).to(.float64).unsqueezed(1)).squared().sum(2)
      return try weights.map { try gaps * $0.selecting(rows, along: 0).reshaped(shape) } ?? gaps
    }
    let (gaps, order) = try Tensor.concatenated(measured, along: 0).sorted(along: 1)
    var distances = try gaps.slice(1, 0..<count).squareRoot().to(.float32).values(Float.self)
    var rows = try candidates.gathered(order.slice(1, 0..<count), along: 1).contiguous()
      .values(Int64.self).map { Int($0) }
    guard candidates.shape[1] < most else { return (distances, rows) }
    let limits = try values.slice(1, (candidates.shape[1] - 1)..<candidates.shape[1])
    // In double precision, since the squares of large numbers exceed float32.
    let exactLengths = try centred.to(.float64).squared().sum(1, keep: true)
    for query in try doubtful(gaps.slice(1, (count - 1)..<count), limits: limits, exactLengths) {
      let exact = try measure(
        queries.slice(0, query..<(query + 1)), own?.slice(0, query..<(query + 1)), count)
      distances.replaceSubrange((query * count)..<((query + 1) * count), with: exact.distances)
      rows.replaceSubrange((query * count)..<((query + 1) * count), with: exact.rows)
    }
    return (distances, rows)
  }

  /// The queries for which rounding may have hidden a reference that is nearer than the farthest
  /// found. The bound is that of `Tensor.nearestRows`.
  ///
  /// - Parameters:
  ///   - farthest: squared distance, N × 1.
  ///   - limits: what no product of another reference is below, N × 1.
  ///   - lengths: squared, of the queries from the centre, N × 1, float64.
  private func doubtful(_ farthest: Tensor, limits: Tensor, _ lengths: Tensor) throws -> [Int] {
    let width = Double(references.shape[1])
    let squares = try (references.to(.float64) - centre.to(.float64)).squared().sum(1)
    let longest = try squares.filled(where: squares.isFinite().not(), with: 0).max().squareRoot()
    let heaviest = try weights?.max().item() ?? 1
    let reach = try (lengths.squareRoot() + longest).squared()
    let error = try (reach * ((width + 16) * 0x1p-24) + width * 1e-37) * heaviest
    let left = try weights == nil ? lengths : lengths * 0
    let isSure = try farthest.less(limits.to(.float64) + left - error)
      .and((reach * heaviest).less(1e37))
    let asks = try isSure.not().and(lengths.isFinite()).and(farthest.isFinite())
    return try asks.squeezed(1).nonzero().values(Int64.self).map { Int($0) }
  }

  /// One query measured against all references.
  private func measure(_ query: Tensor, _ own: Tensor?, _ count: Int) throws
    -> (distances: [Float], rows: [Int])
  {
    var gaps = try (references.to(.float64) - query.to(.float64)).squared().sum(1)
    if let weights { gaps = try gaps * weights }
    if let own { gaps = try gaps.filled(where: own.squeezed(0), with: .infinity) }
    let (values, order) = try gaps.sorted(along: 0)
    return (
      try values.slice(0, 0..<count).squareRoot().to(.float32).values(Float.self),
      try order.slice(0, 0..<count).contiguous().values(Int64.self).map { Int($0) }
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
