public import Torch

/// A batch of queries set against references, and which of the pairs and triplets count.
///
/// The references are the batch itself, or a memory of earlier batches. Without a miner all pairs
/// count; a miner keeps some of them.
public struct Comparison {
  /// Embeddings N × k.
  public let queries: Tensor
  /// N class numbers, int64.
  public let queryLabels: Tensor
  /// Embeddings M × k.
  public let references: Tensor
  /// M class numbers, int64.
  public let referenceLabels: Tensor
  /// Whether the references are the queries.
  public let isWithin: Bool
  /// N × M: same label, and not the point itself.
  public internal(set) var positives: Tensor
  /// N × M: another label.
  public internal(set) var negatives: Tensor
  /// The triplets that a miner chose; nil if all that the pairs make count.
  public internal(set) var chosenTriplets: Triplets?

  /// All pairs within a batch.
  public init(_ embeddings: Tensor, _ labels: Tensor) throws {
    try self.init(
      queries: embeddings, labels, references: embeddings, labels, ownRows: 0, isWithin: true)
  }

  /// All pairs of a batch with references.
  ///
  /// - Parameters:
  ///   - queries: embeddings of the batch, N × k.
  ///   - queryLabels: their classes, N.
  ///   - references: embeddings to compare with, M × k.
  ///   - referenceLabels: their classes, M.
  ///   - ownRow: the row of the references from which the batch's own points stand, if they are
  ///     there; no point is its own positive.
  public init(
    _ queries: Tensor, _ queryLabels: Tensor, against references: Tensor,
    _ referenceLabels: Tensor, ownRow: Int? = nil
  ) throws {
    try self.init(
      queries: queries, queryLabels, references: references, referenceLabels, ownRows: ownRow,
      isWithin: false)
  }

  private init(
    queries: Tensor, _ queryLabels: Tensor, references: Tensor, _ referenceLabels: Tensor,
    ownRows: Int?, isWithin: Bool
  ) throws {
    try requireBatch(queries, queryLabels)
    try requireBatch(references, referenceLabels)
    try require(
      queries.shape[1] == references.shape[1],
      "\(queries.shape[1])-dimensional queries against \(references.shape[1])-dimensional references"
    )
    self.queries = queries
    self.queryLabels = queryLabels
    self.references = references
    self.referenceLabels = referenceLabels
    self.isWithin = isWithin
    let same = try queryLabels.unsqueezed(1).equal(referenceLabels.unsqueezed(0))
    negatives = try same.not()
    guard let ownRows else {
      positives = same
      return
    }
    let offset = try Tensor([Int64(ownRows)]).to(queries.device)
    let rows = try Tensor.range(queries.shape[0], device: queries.device) + offset
    let columns = try Tensor.range(references.shape[0], device: queries.device)
    positives = try same.and(rows.unsqueezed(1).notEqual(columns.unsqueezed(0)))
  }

  /// Whether there is a pair of any kind, without which no loss has anything to compare.
  func hasPairs() throws -> Bool {
    guard queries.shape[0] > 0, references.shape[0] > 0 else { return false }
    return try positives.any().or(negatives.any()).to(.float64).item() > 0
  }

  /// The triplets that count: those chosen, or every positive with every negative of its anchor.
  public func triplets() throws -> Triplets {
    if let chosenTriplets { return chosenTriplets }
    let pairs = try positives.nonzero()
    let anchors = try pairs.slice(1, 0..<1).squeezed(1)
    let others = try pairs.slice(1, 1..<2).squeezed(1)
    let found = try negatives.selecting(anchors, along: 0).nonzero()
    let pair = try found.slice(1, 0..<1).squeezed(1)
    return Triplets(
      anchors: try anchors.selecting(pair, along: 0),
      positives: try others.selecting(pair, along: 0),
      negatives: try found.slice(1, 1..<2).squeezed(1))
  }

  /// Only some of the pairs.
  func keeping(positives: Tensor, negatives: Tensor) -> Comparison {
    var kept = self
    kept.positives = positives
    kept.negatives = negatives
    kept.chosenTriplets = nil
    return kept
  }

  /// Only some of the triplets. A pair counts once, in however many of the triplets it stands.
  func keeping(_ triplets: Triplets) throws -> Comparison {
    var kept = self
    kept.positives = try mask(triplets.anchors, triplets.positives)
    kept.negatives = try mask(triplets.anchors, triplets.negatives)
    kept.chosenTriplets = triplets
    return kept
  }

  private func mask(_ rows: Tensor, _ columns: Tensor) throws -> Tensor {
    let width = try Tensor([Int64(references.shape[0])]).to(queries.device)
    let ones = try Tensor.full(1, shape: rows.shape, device: queries.device)
    let size = queries.shape[0] * references.shape[0]
    return try ones.summed(by: rows * width + columns, count: size).greater(0)
      .reshaped([queries.shape[0], references.shape[0]])
  }
}

/// Triplets by row: anchors among the queries, the others among the references; int64 each.
public struct Triplets {
  public let anchors: Tensor
  public let positives: Tensor
  public let negatives: Tensor

  public var count: Int { anchors.count }

  /// Those where the mask holds.
  func filtered(_ mask: Tensor) throws -> Triplets {
    let kept = try mask.nonzero().squeezed(1)
    return Triplets(
      anchors: try anchors.selecting(kept, along: 0),
      positives: try positives.selecting(kept, along: 0),
      negatives: try negatives.selecting(kept, along: 0))
  }
}
