import Accuracy
import Mapping
import MetricLearning
import Sampling
import Scenes
import Training

/// What a decision did to the test pixels: of classes it knows, and of classes it cannot know.
struct DecisionOutcome {
  let decision: Decision
  private let run: FinishedRun
  private let classified: SceneClassifier.Classified
  /// Test pixels of classes that were left out on purpose and not added since.
  private let unknownPixels: [Int]
  /// The other test pixels, which the confusion matrix is of.
  let judgedPixels: [Int]

  init(run: FinishedRun, decision: Decision, classified: SceneClassifier.Classified) {
    self.run = run
    self.decision = decision
    self.classified = classified
    let unknown = Set(
      run.configuration.split.without.compactMap { run.ground.legend.row(ofCode: $0) }
    ).subtracting(decision.known)
    let isUnknown = { (pixel: Int) in unknown.contains(Int(run.labels.values[pixel])) }
    unknownPixels = run.split.test.filter(isUnknown)
    judgedPixels = run.split.test.filter { !isUnknown($0) }
  }

  /// The map with rejected pixels as unclassified.
  var judgedMap: LabelMap {
    guard let rejected = decision.rejected else { return classified.map }
    var map = classified.map
    for index in map.values.indices where map.values[index] == rejected { map.values[index] = 0 }
    return map
  }

  func summary() throws -> DecisionSummary {
    let table = run.model.card.classTable
    var summary = DecisionSummary(
      basis: basis,
      unknownClasses: Set(unknownPixels.map { Int(run.labels.values[$0]) }).sorted()
        .map(table.name),
      unknownPixels: unknownPixels.count)
    let pixels = judgedPixels + unknownPixels
    let nearest = NearestClass(
      labels: pixels.map { classified.nearest.labels[$0] },
      distances: pixels.map { classified.nearest.distances[$0] },
      confidences: pixels.map { classified.nearest.confidences[$0] })
    guard let rejection = decision.rejection else {
      let distances = nearest.distances.map { $0.isNaN ? .infinity : Double($0) }
      summary.auroc = auroc(
        positives: Array(distances.suffix(unknownPixels.count)),
        negatives: Array(distances.prefix(judgedPixels.count)))
      return summary
    }
    let truth: [Int?] =
      judgedPixels.map { Int(run.labels.values[$0]) } + unknownPixels.map { _ in nil }
    let figures = try RejectionFigures(rejection, truth: truth, nearest: nearest)
    summary.truePositiveRate = rejection.truePositiveRate
    summary.coverage = figures.coverage
    summary.accuracyOfKept = figures.accuracyOfKept
    summary.rejectionOfUnknown = figures.rejectionOfUnknown
    summary.auroc = figures.auroc
    return summary
  }

  private var basis: String {
    let request = decision.request
    let measure = request.metric.map { " by the metric \($0)" } ?? ""
    switch request.basis {
    case .softmax: return "softmax"
    case .prototype:
      return
        (request.prototypes == 1
        ? "nearest class prototype" : "nearest of \(request.prototypes) prototypes a class")
        + measure
    case .nearest: return "nearest labelled pixel, each class in its own measure"
    case .knn: return "\(request.neighbours) nearest labelled pixels" + measure
    }
  }
}
