internal import Foundation
internal import Sampling
public import Scenes
public import Torch
public import Training

/// Maps a scene by a decision that gives shares and a random walk over it; see `RandomWalk`.
///
/// The shares of the whole scene wait in a file without a name; the walk then goes
/// over tiles with a margin, beyond which hardly a walker comes. Memory does not depend on the
/// scene's size.
public struct WalkedMap {
  /// Pixels along a side of what is solved at once, and how far it reaches beyond on each side.
  private let side: Int
  private let margin: Int?
  /// Tiles that choose the prior, at most: those with most validation pixels. Each is walked over
  /// once a prior.
  private static let judgedTiles = 4
  private let model: Model
  private let decision: Decision
  /// What the walk follows on.
  private let shares: any ShareRule
  private let walk: RandomWalk
  private let device: Device
  /// Class number of labelled pixels, by pixel.
  private let labels: [Int: UInt16]
  /// Those of them that no training has seen.
  private let judges: [Int]

  /// - Parameters:
  ///   - labels: class numbers of pixels that may speak: those of the training side of a split,
  ///     never those that are to judge the map. Of the scene that is mapped; none for another one.
  ///   - judges: validation pixels among them, which choose the prior where the walk has none.
  ///   - decision: whose shares the walk begins from; the softmax layer's where it is nil, or has
  ///     none.
  ///   - side, margin: of the tiles, in pixels; the walk's reach where no margin is given.
  public init(
    _ model: Model, _ walk: RandomWalk, labels: [Int: UInt16], judges: [Int] = [],
    decision: Decision? = nil, device: Device, side: Int = 512, margin: Int? = nil
  ) {
    self.model = model
    let decided = decision.flatMap { $0.shares == nil ? nil : $0 } ?? Decision(softmaxOf: model)
    self.decision = decided
    shares = decided.shares ?? SoftmaxRule(model: model)
    self.walk = walk
    self.labels = labels
    self.judges = judges.filter { labels[$0] != nil }
    self.device = device
    self.side = max(1, side)
    self.margin = margin.map { max(0, $0) }
  }

  /// Maps a scene into a writer, which is finished, or abandoned where anything is thrown.
  ///
  /// - Parameters:
  ///   - wanted: whether the writer's layout has confidence.
  ///   - probabilities: takes what the walk makes of the probability of every class.
  ///   - progress: told the steps done, of how many.
  ///   - isInterrupted: asked after every strip; true stops with `MappingInterrupted`.
  /// - Returns: how many pixels have no value in any band, and so no class.
  /// - Throws: `SceneError` where the scene's bands are not the model's, or a file fails.
  @discardableResult
  public func classify(
    _ scene: Scene, into writer: any MapWriter, confidence wanted: Bool = false,
    probabilities: (any ProbabilityWriter)? = nil,
    progress: (_ done: Int, _ total: Int) -> Void, isInterrupted: () -> Bool
  ) throws -> Int {
    do {
      let spool = try emptySpool(of: scene)
      try SceneClassifier(model, decision: decision, device: device).classify(
        scene, into: NoMap(), probabilities: spool, before: true,
        progress: { done, _ in progress(done, 2 * scene.shape.rows) }, isInterrupted: isInterrupted)
      return try walkOver(
        scene, spool, into: writer, confidence: wanted, probabilities: probabilities,
        progress: progress, isInterrupted: isInterrupted
      ).unclassified
    } catch {
      writer.abandon()
      probabilities?.abandon()
      throw error
    }
  }

  private func emptySpool(of scene: Scene) throws -> ProbabilitySpool {
    try ProbabilitySpool(
      rows: scene.shape.rows, columns: scene.shape.columns, classes: shares.numbers.count)
  }

  /// Walks over the shares of a whole scene, and finishes the writers.
  ///
  /// - Returns: pixels without a class, and the prior.
  private func walkOver(
    _ scene: Scene, _ spool: ProbabilitySpool, into writer: any MapWriter, confidence wanted: Bool,
    probabilities: (any ProbabilityWriter)? = nil,
    progress: (_ done: Int, _ total: Int) -> Void, isInterrupted: () -> Bool
  ) throws -> (unclassified: Int, prior: Float) {
    let shape = scene.shape
    let ground = WalkedGround(
      spool: spool,
      guide: try WalkGuide(scene, model.card.standardisation, contrast: walk.contrast),
      numbers: shares.numbers.map { UInt16($0) }, margin: margin)
    let prior = try self.prior(on: ground, isInterrupted)
    var unclassified = 0
    let height = Self.height(side, columns: shape.columns, classes: spool.classes)
    for start in stride(from: 0, to: shape.rows, by: height) {
      let rows = start..<min(start + height, shape.rows)
      var strip = MappedStrip(rows: rows, columns: shape.columns, spool.classes)
      for left in stride(from: 0, to: shape.columns, by: side) {
        let columns = left..<min(left + side, shape.columns)
        strip.put(
          try ground.probabilities(rows: rows, columns: columns, labels, prior: prior), columns)
        if isInterrupted() { throw MappingInterrupted() }
      }
      let (classes, confidence) = strip.decided(ground.numbers)
      unclassified += classes.count { $0 == 0 }
      try classes.withUnsafeBufferPointer { classes in
        try confidence.withUnsafeBufferPointer { confidence in
          try writer.write(rows: rows, classes: classes, confidence: wanted ? confidence : nil)
        }
      }
      try strip.values.withUnsafeBufferPointer {
        try probabilities?.write(rows: rows, probabilities: $0)
      }
      progress(shape.rows + rows.upperBound, 2 * shape.rows)
    }
    try probabilities?.finish()
    try writer.finish()
    return (unclassified, prior)
  }

  /// The walk's prior, or the one with which most validation pixels are right, walks beginning from
  /// the other labels; the middle one of several, whose ends would tell of the few pixels more than of
  /// the ground.
  private func prior(on ground: WalkedGround, _ isInterrupted: () -> Bool) throws -> Float {
    if let prior = walk.prior { return prior }
    guard !judges.isEmpty else { return RandomWalk.usual }
    let others = labels.filter { [judges = Set(judges)] in !judges.contains($0.key) }
    let columns = ground.spool.columns
    let tiles = Dictionary(grouping: judges) { [$0 / columns / side, $0 % columns / side] }
      .sorted {
        $0.value.count == $1.value.count
          ? $0.key.lexicographicallyPrecedes($1.key) : $0.value.count > $1.value.count
      }.prefix(Self.judgedTiles)
    var right = RandomWalk.priors.map { _ in 0 }
    for (tile, pixels) in tiles {
      let rows = (tile[0] * side)..<min((tile[0] + 1) * side, ground.spool.rows)
      let span = (tile[1] * side)..<min((tile[1] + 1) * side, columns)
      for (index, prior) in RandomWalk.priors.enumerated() {
        var strip = MappedStrip(rows: rows, columns: span.count, ground.spool.classes)
        strip.put(
          try ground.probabilities(rows: rows, columns: span, others, prior: prior),
          0..<span.count)
        let classes = strip.decided(ground.numbers).classes
        right[index] += pixels.count {
          let place =
            ($0 / columns - rows.lowerBound) * span.count + $0 % columns - span.lowerBound
          return classes[place] == labels[$0]
        }
        if isInterrupted() { throw MappingInterrupted() }
      }
    }
    let best = right.indices.filter { right[$0] == right.max() }
    return RandomWalk.priors[best[(best.count - 1) / 2]]
  }

  /// Rows that are solved at once: fewer than the side of a tile where the probabilities of whole
  /// rows would take more than 256 MiB.
  private static func height(_ side: Int, columns: Int, classes: Int) -> Int {
    min(side, max(64, (1 << 28) / (columns * classes * MemoryLayout<Float>.stride)))
  }

  /// A scene mapped in memory.
  public struct Walked {
    public var map: LabelMap
    /// Probability of each pixel's class; NaN without a value.
    public var confidence: [Float]
    /// The rate at which the network's word caught walkers.
    public var prior: Float
    /// What it was made of, and the embeddings of the pixels that were asked for.
    public var network: SceneClassifier.Classified
  }

  /// Maps a scene into memory; the network goes over it once.
  ///
  /// - Parameter pixels: whose embeddings are kept.
  public func classify(_ scene: Scene, embeddingsOf pixels: [Int]) throws -> Walked {
    let spool = try emptySpool(of: scene)
    let network = try SceneClassifier(model, decision: decision, device: device)
      .classify(scene, embeddingsOf: pixels, spool: spool)
    let memory = MapInMemory()
    let prior = try walkOver(
      scene, spool, into: memory, confidence: true, progress: { _, _ in },
      isInterrupted: { false }
    ).prior
    let shape = scene.shape
    return Walked(
      map: LabelMap(
        rows: shape.rows, columns: shape.columns, values: memory.classes,
        classes: decision.classTable),
      confidence: memory.confidence, prior: prior, network: network)
  }
}

/// Probabilities of whole rows, NaN where a pixel has no value.
private struct MappedStrip {
  let rows: Range<Int>
  let classes: Int
  var values: [Float]

  init(rows: Range<Int>, columns: Int, _ classes: Int) {
    self.rows = rows
    self.classes = classes
    values = Array(repeating: .nan, count: rows.count * columns * classes)
  }

  /// - Parameter values: of some columns of the rows.
  mutating func put(_ values: [Float], _ columns: Range<Int>) {
    let width = self.values.count / max(1, rows.count)
    for row in 0..<rows.count {
      let line = columns.count * classes
      self.values.replaceSubrange(
        (row * width + columns.lowerBound * classes)..<(row * width + columns.upperBound * classes),
        with: values[(row * line)..<((row + 1) * line)])
    }
  }

  /// The likeliest class of each pixel and its probability; 0 and NaN without a value.
  func decided(_ numbers: [UInt16]) -> (classes: [UInt16], confidence: [Float]) {
    let count = values.count / max(1, classes)
    var decided = [UInt16](repeating: 0, count: count)
    var confidence = [Float](repeating: .nan, count: count)
    for pixel in 0..<count where !values[pixel * classes].isNaN {
      var best = 0
      for c in 1..<classes where values[pixel * classes + c] > values[pixel * classes + best] {
        best = c
      }
      decided[pixel] = numbers[best]
      confidence[pixel] = min(1, max(0, values[pixel * classes + best]))
    }
    return (decided, confidence)
  }
}

/// Takes a map that nobody asks for.
private final class NoMap: MapWriter {
  func write(
    rows: Range<Int>, classes: UnsafeBufferPointer<UInt16>,
    confidence: UnsafeBufferPointer<Float>?
  ) {}
  func finish() {}
  func abandon() {}
}

/// Keeps a map in memory.
private final class MapInMemory: MapWriter {
  private(set) var classes: [UInt16] = []
  private(set) var confidence: [Float] = []

  func write(
    rows: Range<Int>, classes: UnsafeBufferPointer<UInt16>,
    confidence: UnsafeBufferPointer<Float>?
  ) {
    self.classes += classes
    if let confidence { self.confidence += confidence }
  }
  func finish() {}
  func abandon() {}
}
