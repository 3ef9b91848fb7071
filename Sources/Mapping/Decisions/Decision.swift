public import Classical
public import MetricLearning
public import Scenes
public import Torch
public import Training

/// What decides on classes: the softmax layer or the metric, with rejection or without.
public struct Decision {
  /// What classes are decided by.
  public enum Basis: String, Sendable, CaseIterable {
    case softmax, prototype, nearest, knn
  }

  /// What is asked for.
  public struct Request: Equatable, Sendable {
    public var basis: Basis
    /// Labelled pixels that vote, for `knn`.
    public var neighbours: Int
    /// Prototypes a class, for `prototype`.
    public var prototypes: Int
    /// The metric that `knn` and `prototype` learn from the labelled pixels' responses; nil for
    /// their own.
    public var metric: MethodChoice?
    /// The share of a class's own validation pixels that are kept at least; nil rejects nothing.
    public var truePositiveRate: Double?

    public init(
      _ basis: Basis, neighbours: Int = 5, prototypes: Int = 1, metric: MethodChoice? = nil,
      truePositiveRate: Double? = nil
    ) {
      self.basis = basis
      self.neighbours = neighbours
      self.prototypes = prototypes
      self.metric = metric
      self.truePositiveRate = truePositiveRate
    }
  }

  public let request: Request
  public let rule: any DecisionRule
  /// What the metric that was learned has to tell.
  public let notes: [String]
  /// Thresholds, where pixels may be rejected.
  public let rejection: Rejection?
  /// The legend of its maps; where pixels may be rejected its last class is theirs.
  public let classTable: ClassTable
  /// Rows of the legend that it can give, ascending, the one of rejection not among them.
  public let known: [Int]

  /// By the softmax layer alone, as the model was trained.
  public init(softmaxOf model: Model) {
    request = Request(.softmax)
    rule = SoftmaxRule(model: model)
    notes = []
    rejection = nil
    classTable = model.card.classTable
    known = model.card.classes.map(\.number).sorted()
  }

  /// - Parameters:
  ///   - request: the rule that is asked for, with its options.
  ///   - model: the trained model whose embeddings the rule judges.
  ///   - folder: of the model's run, whose embeddings are compared with.
  ///   - device: where distances are measured.
  /// - Throws: `SceneError` if the run has no embeddings, no validation pixels to calibrate
  ///   rejection with, or classes that the softmax layer lacks; `MetricLearningError` for numbers
  ///   out of range.
  public init(_ request: Request, of model: Model, in folder: RunFolder, device: Device) throws {
    let added = model.card.added ?? []
    if request.basis == .softmax, let first = added.first {
      throw SceneError(
        file: folder.path,
        problem: "has the class \(first.name), added without training, which the softmax layer "
          + "cannot give",
        remedy: "Decide by the metric: --by nearest, prototype or knn")
    }
    self.request = request
    let needsEmbeddings = request.basis != .softmax || request.truePositiveRate != nil
    let embeddings = try needsEmbeddings ? RunEmbeddings.load(folder, of: model) : nil
    rule = try Self.rule(request, model, embeddings, folder, device)
    notes = rule.notes
    if let rate = request.truePositiveRate, let embeddings {
      rejection = try Self.rejection(rate, rule, embeddings, folder, device)
    } else {
      rejection = nil
    }
    var table = model.card.classTable
    if rejection != nil {
      let code = 1 + max(0, table.entries.map(\.code).max() ?? 0)
      table.entries.append(
        ClassTable.Entry(code: code, name: "Rejected", colour: Self.rejectedColour))
    }
    classTable = table
    known = (model.card.classes + (request.basis == .softmax ? [] : added)).map(\.number).sorted()
  }

  private static let rejectedColour = Colour(red: 0x59, green: 0x59, blue: 0x59)

  private static func rule(
    _ request: Request, _ model: Model, _ embeddings: RunEmbeddings?, _ folder: RunFolder,
    _ device: Device
  ) throws -> any DecisionRule {
    guard request.basis != .softmax, let embeddings else { return SoftmaxRule(model: model) }
    let train = try embeddings.train.moved(to: device)
    switch request.basis {
    case .prototype:
      guard let metric = request.metric else {
        return try Prototypes(
          of: train.embeddings, labels: embeddings.trainClasses, perClass: request.prototypes)
      }
      return try learning(metric, folder) {
        try MeanRule(
          train, labels: embeddings.trainClasses, perClass: request.prototypes, metric: metric)
      }
    case .nearest:
      return try NearestRule(
        train, labels: embeddings.trainClasses, added: Set((model.card.added ?? []).map(\.number)))
    default:
      guard request.neighbours <= embeddings.trainClasses.count else {
        throw SceneError(
          file: folder.path,
          problem: "has \(embeddings.trainClasses.count) labelled pixels, fewer than the "
            + "\(request.neighbours) neighbours that are to vote",
          remedy: "Give --neighbours at most \(embeddings.trainClasses.count)")
      }
      return try learning(request.metric, folder) {
        try NeighbourRule(
          train, labels: embeddings.trainClasses, neighbours: request.neighbours,
          metric: request.metric)
      }
    }
  }

  /// - Throws: `SceneError` naming the run, if its pixels do not suffice for the metric.
  private static func learning<Rule>(
    _ metric: MethodChoice?, _ folder: RunFolder, _ body: () throws -> Rule
  ) throws -> Rule {
    do {
      return try body()
    } catch let error as ClassicalError {
      throw SceneError(
        file: folder.path,
        problem:
          "has labelled pixels that the metric \(metric?.description ?? "") cannot be learned "
          + "from: \(error.message)",
        remedy: "Change --metric, or leave it out")
    }
  }

  private static func rejection(
    _ rate: Double, _ rule: any DecisionRule, _ embeddings: RunEmbeddings, _ folder: RunFolder,
    _ device: Device
  ) throws -> Rejection {
    guard let validation = embeddings.validation else {
      throw SceneError(
        file: folder.path,
        problem: "has no validation pixels, which thresholds of rejection are calibrated on",
        remedy: "Train with split.validation above 0")
    }
    return try Rejection(
      calibrating: inferring { try rule.decide(validation.moved(to: device)) },
      truth: embeddings.validationClasses, truePositiveRate: rate)
  }

  /// The rule that a random walk may follow on and that probabilities are written of; nil if the
  /// decision gives no shares.
  public var shares: (any ShareRule)? { rule as? any ShareRule }

  /// The number of rejected pixels in maps; nil if nothing is rejected.
  public var rejected: UInt16? { rejection == nil ? nil : UInt16(classTable.count) }

  /// Numbers for a map: those of the nearest classes, or that of rejection.
  func mapped(_ nearest: NearestClass) -> [UInt16] {
    guard let rejection, let rejected else { return nearest.labels.map { UInt16($0) } }
    return zip(nearest.labels, rejection.keeps(nearest)).map { $1 ? UInt16($0) : rejected }
  }
}
