internal import Classical
public import MetricLearning
internal import Parts
internal import Torch
public import Training

/// How what a model makes of a pixel becomes a class.
public protocol DecisionRule {
  /// - Returns: for each pixel its class number, how far it is from that class, and a confidence in
  ///   0…1.
  func decide(_ pixels: PixelFeatures) throws -> NearestClass

  /// Begins to decide, and gives what ends it: a GPU may be at work in between.
  func begin(_ pixels: PixelFeatures) throws -> () throws -> NearestClass

  /// What a metric that was learned has to tell.
  var notes: [String] { get }
}

extension DecisionRule {
  public var notes: [String] { [] }

  public func begin(_ pixels: PixelFeatures) throws -> () throws -> NearestClass {
    { try decide(pixels) }
  }
}

extension Prototypes: DecisionRule {
  public func decide(_ pixels: PixelFeatures) throws -> NearestClass {
    try classify(pixels.embeddings)
  }
}

/// The class of most of the labelled pixels whose responses are nearest, once these are mapped so
/// that every class is round, or by a metric that is asked for.
///
/// Choices of ours, made by how well held-out classes of Indian Pines (2, 5, 6 and 12) are told from
/// the others: the responses of the last filter bank in place of y, which has lost more of what the
/// known classes did not ask for; and distances relative to how close labelled pixels lie there.
struct NeighbourRule: DecisionRule {
  /// Share of the mean variance within classes that is added to each direction: a choice of ours.
  static let ridge = 0.01

  private let components: any PointMap
  let notes: [String]
  private let references: RelativeNeighbours
  private let neighbours: Int

  init(_ known: PixelFeatures, labels: [Int], neighbours: Int, metric: MethodChoice? = nil) throws {
    guard neighbours > 0 else {
      throw MetricLearningError("at least 1 neighbour is needed; got \(neighbours)")
    }
    if let metric {
      let learned = try metric.fit(known.responses, labels: labels)
      (components, notes) = (learned.map, learned.notes)
    } else {
      components = try RCA(ridge: Self.ridge)
        .fit(LabelledPoints(known.responses, labels: labels)).map
      notes = []
    }
    references = try RelativeNeighbours(
      references: components(known.responses), labels: labels)
    self.neighbours = neighbours
  }

  func decide(_ pixels: PixelFeatures) throws -> NearestClass {
    try references.classify(components(pixels.responses), neighbours: neighbours)
  }
}

/// The class of the nearest class mean, among the responses under a metric that is learned from the
/// labelled pixels.
struct MeanRule: DecisionRule {
  private let components: any PointMap
  let notes: [String]
  private let prototypes: Prototypes

  init(_ known: PixelFeatures, labels: [Int], perClass: Int, metric: MethodChoice) throws {
    let learned = try metric.fit(known.responses, labels: labels)
    (components, notes) = (learned.map, learned.notes)
    prototypes = try Prototypes(
      of: components(known.responses), labels: labels, perClass: perClass)
  }

  func decide(_ pixels: PixelFeatures) throws -> NearestClass {
    try prototypes.classify(components(pixels.responses))
  }
}
