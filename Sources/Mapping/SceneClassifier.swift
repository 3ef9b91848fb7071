public import MetricLearning
public import Scenes
public import Torch
public import Training

/// Classifies every pixel of a scene: dense, strip by strip, borders and unlabelled ground included.
///
/// Memory depends on the scene's size no more than whole rows of the map do.
public final class SceneClassifier {
  private let pass: DensePass
  private let decision: Decision
  /// What probabilities are written of: the softmax layer where the decision has none.
  private let shares: any ShareRule

  /// - Parameters:
  ///   - model: trained; its batch norm is folded here.
  ///   - decision: what decides on the class of an embedding; the softmax layer where nil.
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

  /// Maps a scene into a writer, which is finished, or abandoned where anything is thrown.
  ///
  /// - Parameters:
  ///   - wanted: whether the writer's layout has confidence.
  ///   - probabilities: takes the share of every class by the decision, or by the softmax layer
  ///     where the decision has none, and is finished or abandoned with the map.
  ///   - walk: whether a random walk follows on the probabilities.
  ///   - progress: told the rows done, of how many.
  ///   - isInterrupted: asked after every strip; true stops with `MappingInterrupted`.
  /// - Returns: how many pixels have no value in any band, and so no class.
  /// - Throws: `SceneError` where the scene's bands are not the model's, or a file fails.
  @discardableResult
  public func classify(
    _ scene: Scene, into writer: any MapWriter, confidence wanted: Bool = false,
    probabilities: (any ProbabilityWriter)? = nil, before walk: Bool = false,
    progress: (_ done: Int, _ total: Int) -> Void,
    isInterrupted: () -> Bool
  ) throws -> Int {
    var unclassified = 0
    var strips = ProbabilityStrip(
      columns: scene.shape.columns, classes: shares.numbers.count)
    do {
      try forEachStrip(
        of: scene,
        tap: { strip, columns, features in
          guard probabilities != nil else { return }
          strips.fill(strip, columns, try shares.shares(features, before: walk).values(Float.self))
        }
      ) { rows, strip in
        let classes = strip.classes(decision)
        unclassified += classes.count { $0 == 0 }
        try classes.withUnsafeBufferPointer { classes in
          try strip.nearest.confidences.withUnsafeBufferPointer { confidence in
            try writer.write(rows: rows, classes: classes, confidence: wanted ? confidence : nil)
          }
        }
        try strips.values.withUnsafeBufferPointer {
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

  /// Maps a scene into memory: class numbers, and the confidence of each pixel's class (NaN where
  /// the pixel has no value in any band, whose class is 0).
  public func classify(_ scene: Scene) throws -> (map: LabelMap, confidence: [Float]) {
    let classified = try classify(scene, embeddingsOf: [])
    return (classified.map, classified.nearest.confidences)
  }

  /// A scene classified in memory.
  public struct Classified {
    /// Class numbers, that of rejection among them.
    public var map: LabelMap
    /// The decisions before rejection, pixel by pixel; class 0 and NaN without a value.
    public var nearest: NearestClass
    /// The pixels that were asked for and have a value, and their embeddings, N × k.
    public var pixels: [Int]
    public var embeddings: [Float]
  }

  /// Maps a scene into memory, and keeps the embeddings of some pixels.
  public func classify(_ scene: Scene, embeddingsOf wanted: [Int]) throws -> Classified {
    let shape = scene.shape
    let width = pass.model.card.factors
    let slots = Dictionary(uniqueKeysWithValues: wanted.enumerated().map { ($1, $0) })
    var kept = [Float](repeating: .nan, count: wanted.count * width)
    var classes: [UInt16] = []
    var nearest = NearestClass()
    try forEachStrip(
      of: scene,
      tap: { strip, columns, features in
        guard !slots.isEmpty else { return }
        var values: [Float]?
        for row in strip.rows {
          for column in columns {
            guard let slot = slots[row * shape.columns + column],
              strip.isValid(row - strip.rows.lowerBound, column)
            else { continue }
            let all = try values ?? features.embeddings.values(Float.self)
            values = all
            let place = (row - strip.rows.lowerBound) * columns.count + column - columns.lowerBound
            for index in 0..<width { kept[slot * width + index] = all[place * width + index] }
          }
        }
      }
    ) { _, strip in
      classes += strip.classes(decision)
      nearest.labels += strip.nearest.labels
      nearest.distances += strip.nearest.distances
      nearest.confidences += strip.nearest.confidences
    }
    let valid = wanted.indices.filter { !kept[$0 * width].isNaN }
    return Classified(
      map: LabelMap(rows: shape.rows, columns: shape.columns, values: classes), nearest: nearest,
      pixels: valid.map { wanted[$0] },
      embeddings: valid.flatMap { kept[($0 * width)..<(($0 + 1) * width)] })
  }

  /// Logits of every pixel, rows × columns × classes; for scenes that fit in memory.
  package func logits(_ scene: Scene) throws -> [Float] {
    let outputs = pass.model.card.classes.count
    var all: [Float] = []
    try pass.forEachStrip(
      of: scene, width: outputs, values: { try self.pass.model.logits($0).values(Float.self) },
      { _, strip in all += strip })
    return all
  }

  /// The softmax probabilities of a strip, NaN where a pixel has no value.
  private struct ProbabilityStrip {
    let columns: Int
    let classes: Int
    var values: [Float] = []

    init(columns: Int, classes: Int) {
      self.columns = columns
      self.classes = classes
    }

    /// - Parameter tile: of some columns of the strip, in pixel order.
    mutating func fill(_ strip: Strip, _ range: Range<Int>, _ tile: [Float]) {
      if range.lowerBound == 0 {
        values = Array(repeating: .nan, count: strip.rows.count * columns * classes)
      }
      for row in 0..<strip.rows.count {
        for (index, column) in range.enumerated() where strip.isValid(row, column) {
          let source = (row * range.count + index) * classes
          let target = (row * columns + column) * classes
          for output in 0..<classes { values[target + output] = tile[source + output] }
        }
      }
    }
  }

  /// A strip of decisions; label 0 and NaN where a pixel has no value.
  private struct DecidedStrip {
    var nearest: NearestClass

    init(count: Int) {
      nearest = NearestClass(
        labels: Array(repeating: 0, count: count), distances: Array(repeating: .nan, count: count),
        confidences: Array(repeating: .nan, count: count))
    }

    func classes(_ decision: Decision) -> [UInt16] {
      zip(decision.mapped(nearest), nearest.labels).map { $1 == 0 ? 0 : $0 }
    }
  }

  private func forEachStrip(
    of scene: Scene, tap: (Strip, Range<Int>, PixelFeatures) throws -> Void = { _, _, _ in },
    _ body: (Range<Int>, DecidedStrip) throws -> Void
  ) throws {
    let columnCount = scene.shape.columns
    var decided = DecidedStrip(count: 0)
    try pass.forEachTile(of: scene) { strip, columns, features in
      if columns.lowerBound == 0 {
        decided = DecidedStrip(count: strip.rows.count * columnCount)
      }
      try tap(strip, columns, features)
      let nearest = try decision.rule.decide(features)
      for index in nearest.labels.indices {
        let (row, column) = (index / columns.count, columns.lowerBound + index % columns.count)
        guard strip.isValid(row, column) else { continue }
        let place = row * columnCount + column
        decided.nearest.labels[place] = nearest.labels[index]
        decided.nearest.distances[place] = nearest.distances[index]
        decided.nearest.confidences[place] = nearest.confidences[index]
      }
      if columns.upperBound == columnCount { try body(strip.rows, decided) }
    }
  }
}

/// A map that was stopped because it was asked to; nothing of it is on the disk.
public struct MappingInterrupted: Error, CustomStringConvertible {
  public init() {}
  public var description: String { "stopped; no map has been written" }
}
