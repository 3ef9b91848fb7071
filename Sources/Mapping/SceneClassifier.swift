internal import MetricLearning
public import Scenes
public import Torch
public import Training

/// Classifies every pixel of a scene: dense, strip by strip, borders and unlabelled ground included.
///
/// Memory depends on the scene's size no more than whole rows of the map do.
public final class SceneClassifier {
  private let pass: DensePass
  let decision: Decision
  /// What probabilities are written of: the softmax layer if the decision has none.
  private let shares: any ShareRule

  /// - Parameters:
  ///   - model: trained; its batch norm is folded here.
  ///   - decision: what decides on the class of an embedding; the softmax layer if nil.
  ///   - device: where the network runs.
  ///   - stripBytes: about how much memory a strip of the scene may take.
  ///   - tileSide: pixels along a side of what the network sees at once; changes nothing in the
  ///     classes. Nil for what suits the network.
  public init(
    _ model: Model, decision: Decision? = nil, device: Device = .cpu, stripBytes: Int = 64 << 20,
    tileSide: Int? = nil
  ) throws {
    pass = try DensePass(model, device: device, stripBytes: stripBytes, tileSide: tileSide)
    self.decision = decision ?? Decision(softmaxOf: model)
    shares = self.decision.shares ?? SoftmaxRule(model: model)
  }

  /// Maps a scene into a writer, which is finished, or abandoned if anything is thrown.
  ///
  /// - Parameters:
  ///   - scene: with the model's bands.
  ///   - writer: takes the classes row by row.
  ///   - wanted: whether the writer's layout has confidence.
  ///   - probabilities: takes the share of every class by the decision, or by the softmax layer if
  ///     the decision has none, and is finished or abandoned with the map.
  ///   - progress: told the rows done, of how many.
  ///   - isInterrupted: asked after every strip; true stops with `MappingInterrupted`.
  /// - Returns: how many pixels have no value in any band, and so no class.
  /// - Throws: `SceneError` if the scene's bands are not the model's, or a file fails.
  @discardableResult
  public func classify(
    _ scene: Scene, into writer: any MapWriter, confidence wanted: Bool = false,
    probabilities: (any ProbabilityWriter)? = nil,
    progress: (_ done: Int, _ total: Int) -> Void,
    isInterrupted: () -> Bool
  ) throws -> Int {
    try classify(
      scene, into: writer, confidence: wanted, probabilities: probabilities, before: false,
      seen: nil, progress: progress, isInterrupted: isInterrupted)
  }

  /// The rows of a part of a scene; none if there are more parts than strips.
  package func rows(of shard: Shard, in scene: Scene) -> Range<Int> {
    shard.rows(of: scene.shape.rows, strip: pass.stripHeight(scene.shape))
  }

  /// Maps a part of a scene into a writer of that part.
  ///
  /// - Returns: how many of its pixels have no value in any band.
  /// - Throws: as `classify` of the whole.
  @discardableResult
  package func classify(
    _ shard: Shard, of scene: Scene, into writer: any MapWriter, confidence wanted: Bool,
    progress: (_ done: Int, _ total: Int) -> Void, isInterrupted: () -> Bool
  ) throws -> Int {
    let rows = rows(of: shard, in: scene)
    guard !rows.isEmpty else {
      try writer.finish()
      return 0
    }
    return try classify(
      scene, only: shard, into: writer, confidence: wanted, probabilities: nil, before: false,
      seen: nil,
      progress: { done, _ in progress(done - rows.lowerBound, rows.count) },
      isInterrupted: isInterrupted)
  }

  /// - Parameters:
  ///   - shard: the part that is mapped; all if nil.
  ///   - walk: whether a random walk follows on the probabilities.
  ///   - seen: looks at each strip that is read.
  @discardableResult
  func classify(
    _ scene: Scene, only shard: Shard? = nil, into writer: any MapWriter, confidence wanted: Bool,
    probabilities: (any ProbabilityWriter)?, before walk: Bool, seen: SpectraTap?,
    progress: (_ done: Int, _ total: Int) -> Void,
    isInterrupted: () -> Bool
  ) throws -> Int {
    var unclassified = 0
    do {
      try forEachStrip(
        of: scene, only: shard, sharesBefore: probabilities == nil ? nil : walk, seen: seen
      ) { rows, strip in
        let classes = strip.classes(decision)
        unclassified += classes.count { $0 == 0 }
        try classes.withUnsafeBufferPointer { classes in
          try strip.nearest.confidences.withUnsafeBufferPointer { confidence in
            try writer.write(rows: rows, classes: classes, confidence: wanted ? confidence : nil)
          }
        }
        try strip.shares.withUnsafeBufferPointer {
          try probabilities?.write(rows: rows, probabilities: $0)
        }
        progress(rows.upperBound, scene.shape.rows)
        if isInterrupted() { throw MappingInterrupted() }
      }
      try probabilities?.finish()
      try writer.finish()
      return unclassified
    } catch {
      writer.abandon()
      probabilities?.abandon()
      throw error
    }
  }

  /// Logits of every pixel, rows × columns × classes; for scenes that fit in memory.
  package func logits(_ scene: Scene) throws -> [Float] {
    let outputs = pass.model.card.classes.count
    var all: [Float] = []
    try pass.forEachStrip(
      of: scene, width: outputs, values: { try self.pass.model.logits($0) },
      { _, strip in all += strip })
    return all
  }

  /// A strip of decisions: label 0 and NaN if a pixel has no value.
  struct DecidedStrip {
    var nearest = NearestClass()
    /// The share of every class, rows × columns × classes; empty where none are asked for.
    var shares: [Float] = []

    init() {}

    init(count: Int, shares: Int) {
      nearest = NearestClass(
        labels: Array(repeating: 0, count: count), distances: Array(repeating: .nan, count: count),
        confidences: Array(repeating: .nan, count: count))
      self.shares = Array(repeating: .nan, count: count * shares)
    }

    func classes(_ decision: Decision) -> [UInt16] {
      zip(decision.mapped(nearest), nearest.labels).map { $1 == 0 ? 0 : $0 }
    }
  }

  /// - Parameters:
  ///   - walk: whether a random walk follows on the shares of classes; nil if no shares are wanted.
  ///   - tap: takes the features of a tile's pixels.
  func forEachStrip(
    of scene: Scene, only shard: Shard? = nil, sharesBefore walk: Bool?,
    seen: SpectraTap? = nil,
    tap: (Strip, Range<Int>, PixelFeatures) throws -> Void = { _, _, _ in },
    _ body: (Range<Int>, DecidedStrip) throws -> Void
  ) throws {
    let columnCount = scene.shape.columns
    let width = walk == nil ? 0 : shares.numbers.count
    var decided = DecidedStrip()
    try pass.forEachTile(of: scene, only: shard, seen: seen) { pixels in
      (
        decision: try decision.rule.begin(pixels), features: pixels,
        shares: try walk.map { try Transfer(shares.shares(pixels, before: $0), to: .cpu) }
      )
    } end: { strip, columns, tile in
      if columns.lowerBound == 0 {
        decided = DecidedStrip(count: strip.rows.count * columnCount, shares: width)
      }
      try tap(strip, columns, tile.features)
      let nearest = try tile.decision()
      let shares = try tile.shares?.finish().values(Float.self) ?? []
      for index in nearest.labels.indices {
        let (row, column) = (index / columns.count, columns.lowerBound + index % columns.count)
        guard strip.isValid(row, column) else { continue }
        let place = row * columnCount + column
        decided.nearest.labels[place] = nearest.labels[index]
        decided.nearest.distances[place] = nearest.distances[index]
        decided.nearest.confidences[place] = nearest.confidences[index]
        for output in 0..<width {
          decided.shares[place * width + output] = shares[index * width + output]
        }
      }
      if columns.upperBound == columnCount { try body(strip.rows, decided) }
    }
  }
}
