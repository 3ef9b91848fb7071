public import MetricLearning
public import Scenes
internal import Torch
public import Training

extension SceneClassifier {
  /// Maps a scene into memory: class numbers, and the confidence of each pixel's class (NaN where
  /// the pixel has no value in any band, whose class is 0).
  public func classify(_ scene: Scene) throws -> (map: LabelMap, confidence: [Float]) {
    let classified = try classify(scene, featuresOf: [])
    return (classified.map, classified.nearest.confidences)
  }

  /// A scene classified in memory.
  public struct Classified {
    /// Class numbers, that of rejection among them.
    public var map: LabelMap
    /// The decisions before rejection, pixel by pixel; class 0 and NaN without a value.
    public var nearest: NearestClass
    /// The pixels that were asked for and have a value, in the order asked for.
    public var pixels: [Int]
    /// Theirs, row by row, on the CPU; nil if there are none.
    public var features: PixelFeatures?
  }

  /// Maps a scene into memory, and keeps the features of some pixels.
  public func classify(_ scene: Scene, featuresOf wanted: [Int]) throws -> Classified {
    try classify(scene, featuresOf: wanted, spool: nil, seen: nil)
  }

  /// - Parameters:
  ///   - spool: takes the share of every class for a random walk to follow on.
  ///   - seen: looks at each strip that is read.
  func classify(
    _ scene: Scene, featuresOf wanted: [Int], spool: PixelSpool?, seen: SpectraTap?
  ) throws -> Classified {
    let shape = scene.shape
    let slots = Dictionary(uniqueKeysWithValues: wanted.enumerated().map { ($1, $0) })
    var kept: [(slots: [Int], features: PixelFeatures)] = []
    var classes: [UInt16] = []
    var nearest = NearestClass()
    try forEachStrip(
      of: scene, sharesBefore: spool == nil ? nil : true, seen: seen,
      tap: { strip, columns, features in
        guard !slots.isEmpty else { return }
        var own: (slots: [Int], rows: [Int]) = ([], [])
        for row in strip.rows {
          for column in columns {
            guard let slot = slots[row * shape.columns + column],
              strip.isValid(row - strip.rows.lowerBound, column)
            else { continue }
            own.slots.append(slot)
            own.rows.append(
              (row - strip.rows.lowerBound) * columns.count + column - columns.lowerBound)
          }
        }
        if !own.rows.isEmpty {
          kept.append((own.slots, try features.selecting(own.rows).moved(to: .cpu)))
        }
      }
    ) { rows, strip in
      try strip.shares.withUnsafeBufferPointer { try spool?.write(rows: rows, probabilities: $0) }
      classes += strip.classes(decision)
      nearest.labels += strip.nearest.labels
      nearest.distances += strip.nearest.distances
      nearest.confidences += strip.nearest.confidences
    }
    let found = kept.flatMap(\.slots)
    let order = found.indices.sorted { found[$0] < found[$1] }
    return Classified(
      map: LabelMap(
        rows: shape.rows, columns: shape.columns, values: classes, classes: decision.classTable),
      nearest: nearest,
      pixels: order.map { wanted[found[$0]] },
      features: try kept.isEmpty
        ? nil : PixelFeatures(joining: kept.map(\.features)).selecting(order))
  }
}
