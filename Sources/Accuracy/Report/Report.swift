public import Scenes

/// What is known of one map's accuracy, ready to be written as a page, a document and a table.
///
/// Only the title, the classes and the confusion matrix are needed; a page leaves out the sections
/// that nothing is known for.
public struct Report: Sendable {
  public var title: String
  /// The scene that was mapped.
  public var scene: SceneSummary?
  public var classes: ClassTable
  /// Test pixels by reference and mapped class; every figure comes from it.
  public var confusion: ConfusionMatrix
  /// The same pixels by the network alone, where a random walk made the map of it.
  public var networkAlone: ConfusionMatrix?
  /// What it changes in the map that the network computed in less than float32.
  public var rounding: RoundingSummary?
  /// How the labelled pixels were divided.
  public var split: SplitSummary?
  /// How much the split leaks.
  public var leakage: LeakageSummary?
  /// The same method on ground apart from its training.
  public var honest: HonestSummary?
  /// Area-adjusted figures, where the test pixels are a stratified sample of the map.
  public var stratified: StratifiedEstimate?

  /// The labels of the scene.
  public var reference: LabelMap?
  /// The class of every pixel as mapped; 0 is nodata.
  public var map: LabelMap?
  /// The scene in false colour, at any size.
  public var falseColour: Picture?
  /// The largest class probability of each pixel, 0 to 1, in the order of `map`'s pixels.
  public var confidence: [Float]?
  /// Pixels (row · columns + column) that were trained on.
  public var trainingPixels: [Int]?
  /// Pixels that the figures come from; every labelled pixel outside of training where nil.
  public var testPixels: [Int]?

  public var spectra: ClassSpectra?
  /// One a phase, in order.
  public var histories: [TrainingHistory]
  public var diversity: DiversityChange?
  /// What decided on the classes; softmax without rejection where nil.
  public var decision: DecisionSummary?
  public var embedding: EmbeddingSummary?
  /// Commands that make this map again, one a line.
  public var commands: [String]
  /// The configuration as text.
  public var configuration: String?
  /// Version, commit, seed, machine, threads, timings …, in the order to be shown.
  public var provenance: [Fact]

  public init(title: String, classes: ClassTable, confusion: ConfusionMatrix) {
    self.title = title
    self.classes = classes
    self.confusion = confusion
    histories = []
    commands = []
    provenance = []
  }

  /// What a random walk means for the figures, in two sentences; nil where the network decides.
  public var walkStatement: String? {
    networkAlone.map { alone in
      "The map is the network's, made consistent by random walks over ground that looks alike, "
        + "which begin from the labels of the training side and reach farther than the window. "
        + "The network alone: OA \(percent(alone.overallAccuracy)), "
        + "AA \(percent(alone.averageAccuracy)), kappa \(decimal(alone.kappa, digits: 4))."
    }
  }

  /// Number of classes that the report lists: those of the table and of the matrix.
  var classCount: Int { max(classes.count, confusion.classes) }

  /// Without the last one where that is the rejected pixels.
  var knownClassCount: Int { classCount - (decision?.rejects == true ? 1 : 0) }

  /// Element `index` of a list of class figures that may be shorter than `classCount`.
  func figure<T>(_ list: [T?], _ index: Int) -> T? {
    list.indices.contains(index) ? list[index] : nil
  }

  /// Pixels of the whole map in each class, from class 1; nil without a map.
  var mappedCounts: [Int]? {
    map.map { map in
      let counts = map.counts()
      return (1..<(classCount + 1)).map { counts.indices.contains($0) ? counts[$0] : 0 }
    }
  }
}
