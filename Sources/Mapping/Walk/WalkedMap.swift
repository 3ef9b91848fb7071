internal import Foundation
internal import MetricLearning
internal import Sampling
public import Scenes
public import Torch
public import Training

/// Maps a scene by a decision that gives shares and a random walk over it; see `RandomWalk`.
///
/// The network goes over the scene once, and so does the file's reading but for a sample that the
/// walk's guide is made from. Shares and principal components of the whole scene wait in files without
/// a name, (classes + 4) × 4 bytes a pixel; so does the solution, classes × 4 bytes. Memory beyond
/// that does not depend on the scene's size; see `WalkedGround`.
public struct WalkedMap {
  private let side: Int?
  private let margin: Int?
  private let model: Model
  private let decision: Decision
  /// What the walk follows on.
  private let shares: any ShareRule
  private let walk: RandomWalk
  private let device: Device
  /// Whose embeddings guide walkers; nil if spectra do.
  private let guide: Model?
  /// Class number of labelled pixels, by pixel.
  private let labels: [Int: UInt16]
  /// Those of them that no training has seen.
  private let judges: [Int]

  /// - Parameters:
  ///   - model: the trained network.
  ///   - walk: contrast, prior and tolerance of the walk.
  ///   - labels: class numbers of pixels that may speak: those of the training side of a split,
  ///     never those that are to judge the map. Of the scene that is mapped; none for another one.
  ///   - judges: validation pixels among them. They choose the prior if the walk has none, and
  ///     whether the walk is used.
  ///   - decision: whose shares the walk starts from; the softmax layer's if it is nil, or has
  ///     none.
  ///   - guide: a model whose embeddings guide walkers in place of spectra.
  ///   - device: where the network runs.
  ///   - side: of the tiles, in pixels; nil for what suits. It changes no probability by more than
  ///     the solver's tolerance.
  ///   - margin: of the tiles, in pixels; nil for what suits. The same holds for it.
  public init(
    _ model: Model, _ walk: RandomWalk, labels: [Int: UInt16], judges: [Int] = [],
    decision: Decision? = nil, guide: Model? = nil, device: Device, side: Int? = nil,
    margin: Int? = nil
  ) {
    self.guide = guide
    self.model = model
    let decided = decision.flatMap { $0.shares == nil ? nil : $0 } ?? Decision(softmaxOf: model)
    self.decision = decided
    shares = decided.shares ?? SoftmaxRule(model: model)
    self.walk = walk
    self.labels = labels
    self.judges = judges.filter { labels[$0] != nil }
    self.device = device
    self.side = side
    self.margin = margin
  }

  /// What became of a scene.
  public struct Outcome {
    /// Pixels without a value in any band, and so without a class.
    public var unclassified: Int
    public var choice: WalkChoice
  }

  /// Maps a scene into a writer, which is finished, or abandoned if anything is thrown.
  ///
  /// - Parameters:
  ///   - scene: with the model's bands.
  ///   - writer: takes the classes row by row.
  ///   - wanted: whether the writer's layout has confidence.
  ///   - probabilities: takes what the walk makes of the probability of every class, or what the
  ///     network says if the walk is not used.
  ///   - progress: told the steps done, of how many.
  ///   - isInterrupted: asked after every strip; true stops with `MappingInterrupted`.
  /// - Throws: `SceneError` if the scene's bands are not the model's, or a file fails.
  @discardableResult
  public func classify(
    _ scene: Scene, into writer: any MapWriter, confidence wanted: Bool = false,
    probabilities: (any ProbabilityWriter)? = nil,
    progress: (_ done: Int, _ total: Int) -> Void, isInterrupted: () -> Bool
  ) throws -> Outcome {
    do {
      let rows = scene.shape.rows
      let classifier = try SceneClassifier(model, decision: decision, device: device)
      let (scores, network) = try spools(of: scene)
      try classifier.classify(
        scene, into: NoMap(), confidence: false, probabilities: network, before: true,
        seen: guide == nil ? scores.see : nil, progress: { done, _ in progress(done, 2 * rows) },
        isInterrupted: isInterrupted)
      let ground = ground(scores)
      let choice = try choice(on: ground, network, isInterrupted)
      guard choice.isUsed else {
        // By the decision itself, which may say more than the shares that a walk starts from.
        let unclassified = try classifier.classify(
          scene, into: writer, confidence: wanted, probabilities: probabilities,
          progress: { done, _ in progress(rows + done, 2 * rows) }, isInterrupted: isInterrupted)
        return Outcome(unclassified: unclassified, choice: choice)
      }
      let solution = try ground.solve(ground.knowledge(network, labels, prior: choice.prior)) {
        progress(rows + Int($0 * Double(rows)), 2 * rows)
        if isInterrupted() { throw MappingInterrupted() }
      }
      let unclassified = try ground.write(
        solution, into: writer, confidence: wanted, probabilities: probabilities)
      return Outcome(unclassified: unclassified, choice: choice)
    } catch {
      writer.abandon()
      probabilities?.abandon()
      throw error
    }
  }

  private func spools(of scene: Scene) throws -> (scores: WalkScores, network: PixelSpool) {
    (
      try guide.map {
        try WalkScores(scene, embeddedBy: $0, contrast: walk.contrast, device: device)
      } ?? WalkScores(scene, model.card.standardisation, contrast: walk.contrast),
      try PixelSpool(
        rows: scene.shape.rows, columns: scene.shape.columns, width: shares.numbers.count,
        contents: "the probabilities of the scene")
    )
  }

  private func ground(_ scores: WalkScores) -> WalkedGround {
    WalkedGround(
      scores: scores, numbers: shares.numbers.map { UInt16($0) }, side: side, margin: margin)
  }

  private func choice(
    on ground: WalkedGround, _ network: PixelSpool, _ isInterrupted: () -> Bool
  ) throws -> WalkChoice {
    try ground.choice(of: walk, on: network, labels: labels, judges: judges) {
      if isInterrupted() { throw MappingInterrupted() }
    }
  }

  /// A scene mapped in memory.
  public struct Walked {
    /// The walk's, or the network's if the walk is not used.
    public var map: LabelMap
    /// Probability of each pixel's class; NaN without a value.
    public var confidence: [Float]
    public var choice: WalkChoice
    /// The share of walkers from each pixel that end at a label; the others end at the network's word.
    /// NaN without a value; nil if the walk is not used.
    public var caughtByLabels: [Float]?
    /// What it was made of, and the features of the pixels that were asked for.
    public var network: SceneClassifier.Classified
  }

  /// Maps a scene into memory; the network goes over it once.
  ///
  /// - Parameters:
  ///   - scene: with the model's bands.
  ///   - pixels: whose features are kept.
  public func classify(_ scene: Scene, featuresOf pixels: [Int]) throws -> Walked {
    let (scores, spool) = try spools(of: scene)
    let network = try SceneClassifier(model, decision: decision, device: device)
      .classify(scene, featuresOf: pixels, spool: spool, seen: guide == nil ? scores.see : nil)
    let ground = ground(scores)
    let choice = try choice(on: ground, spool) { false }
    guard choice.isUsed else {
      return Walked(
        map: network.map, confidence: network.nearest.confidences, choice: choice,
        caughtByLabels: nil, network: network)
    }
    let memory = MapInMemory()
    try ground.write(
      ground.solve(ground.knowledge(spool, labels, prior: choice.prior)), into: memory,
      confidence: true)
    let shape = scene.shape
    return Walked(
      map: LabelMap(
        rows: shape.rows, columns: shape.columns, values: memory.classes,
        classes: decision.classTable),
      confidence: memory.confidence, choice: choice,
      caughtByLabels: try ground.caught(by: Set(labels.keys), prior: choice.prior),
      network: network)
  }
}
