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
  /// The same pixels before a random walk smoothed the map; nil if none did.
  public var networkAlone: ConfusionMatrix?
  /// The random walk, if one was asked for.
  public var walk: WalkSummary?
  /// Why the labels may have trained the map, so that the figures may flatter; nil if they cannot.
  public var caution: String?
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
  /// Area on the ground of a pixel of each row, in square metres.
  public var pixelAreas: [Double]?
  /// The scene in false colour, at any size.
  public var falseColour: Picture?
  /// The largest class probability of each pixel, 0 to 1, in the order of `map`'s pixels.
  public var confidence: [Float]?
  /// Pixels (row · columns + column) that were trained on.
  public var trainingPixels: [Int]?
  /// Pixels that the figures come from; every labelled pixel outside of training if nil.
  public var testPixels: [Int]?

  public var spectra: ClassSpectra?
  /// One a phase, in order.
  public var histories: [TrainingHistory]
  public var diversity: DiversityChange?
  /// What decided on the classes; softmax without rejection if nil.
  public var decision: DecisionSummary?
  public var embedding: EmbeddingSummary?
  /// Commands that make this map again, one a line.
  public var commands: [String]
  /// The configuration as text.
  public var configuration: String?
  /// Those of its settings that differ from the defaults.
  public var settings: [Fact]
  /// What belongs to the report, to be linked from its page; report.json leaves them out.
  public var files: [FileLink]
  /// The day on which the report was made, such as "2026-11-28"; on the page only, so that the same
  /// run gives the same report.json.
  public var made: String?
  /// Version, commit, seed, machine, threads, timings …, in the order to be shown.
  public var provenance: [Fact]

  public init(title: String, classes: ClassTable, confusion: ConfusionMatrix) {
    self.title = title
    self.classes = classes
    self.confusion = confusion
    histories = []
    commands = []
    settings = []
    files = []
    provenance = []
  }

  /// What smoothed the map, by the name that a table gives to it alone.
  var aloneName: String { walk?.classifier ?? "network" }

  /// What a random walk means for the figures; nil without one.
  public var walkStatement: String? { walk?.statement }

  /// The figures before the walk and after it, in a sentence; nil if no walk smoothed the map.
  public var aloneStatement: String? {
    networkAlone.map { alone in
      "The \(aloneName) alone: OA \(percent(alone.overallAccuracy)), "
        + "AA \(percent(alone.averageAccuracy)), kappa \(decimal(alone.kappa, digits: 4)). "
        + "With the walk: OA \(percent(confusion.overallAccuracy)), "
        + "AA \(percent(confusion.averageAccuracy)), kappa \(decimal(confusion.kappa, digits: 4))."
    }
  }

  /// What the same method does on a split that leaks less; nil if that is not known.
  public var honestStatement: String? {
    honest.map {
      $0.statement(
        beside: confusion.overallAccuracy, alone: networkAlone?.overallAccuracy)
    }
  }

  /// If the walk adds at least this many points of overall accuracy, the network is undertrained.
  private static let muchOfIt = 0.1

  /// Says that most of what the figures show is the walk's doing; nil if it is not.
  public var undertrainedStatement: String? {
    guard let alone = networkAlone?.overallAccuracy, let walked = confusion.overallAccuracy,
      walked - alone >= Self.muchOfIt
    else { return nil }
    let points = decimal(100 * (walked - alone), digits: 1)
    return "The \(aloneName) by itself maps only \(percent(alone)) of the test pixels right "
      + "(kappa \(decimal(networkAlone?.kappa, digits: 2))); \(points) points come from the walk, "
      + "which spreads the training labels. It may need more training: look at its curves, and "
      + "compare it with `facet baseline walk`, which has no network at all."
  }

  /// Number of classes that the report lists: those of the table and of the matrix.
  var classCount: Int { max(classes.count, confusion.classes) }

  /// Without the last one if that is the rejected pixels.
  var knownClassCount: Int { classCount - (decision?.rejects == true ? 1 : 0) }

  /// Rows of the classes that the page lists: those that occur in the labels, the split or the map,
  /// and all if none does.
  package var shownClasses: [Int] {
    let mapped = mappedCounts
    let labelled = reference?.counts()
    let (totals, taken) = (confusion.referenceTotals, confusion.mapTotals)
    let numbers = Array(1..<(knownClassCount + 1))
    let occurring = numbers.filter { number in
      let index = number - 1
      let counts = [
        figure(totals, index), figure(taken, index), mapped.flatMap { figure($0, index) },
        labelled.flatMap { figure($0, number) }, split.flatMap { figure($0.train, index) },
        split.flatMap { figure($0.validation, index) }, split.flatMap { figure($0.test, index) },
      ]
      return counts.contains { ($0 ?? 0) > 0 }
    }
    return occurring.isEmpty ? numbers : occurring
  }

  /// The number that stands for a class in files, as its row is known only inside of the program.
  func code(of row: Int) -> Int { classes.code(of: row) ?? row }

  /// Element `index` of a list of class figures that may be shorter than `classCount`.
  func figure<T>(_ list: [T?], _ index: Int) -> T? {
    list.indices.contains(index) ? list[index] : nil
  }

  /// Area of the whole map in each class in square metres, from class 1; nil if it is not known.
  var mappedAreas: [Double]? {
    guard let map, let pixelAreas, pixelAreas.count == map.rows else { return nil }
    var areas = [Double](repeating: 0, count: classCount)
    for row in 0..<map.rows {
      for column in 0..<map.columns {
        let label = Int(map.values[row * map.columns + column])
        if label > 0 && label <= classCount { areas[label - 1] += pixelAreas[row] }
      }
    }
    return areas
  }

  /// Pixels of the whole map in each class, from class 1; nil without a map.
  var mappedCounts: [Int]? {
    map.map { map in
      let counts = map.counts()
      return (1..<(classCount + 1)).map { counts.indices.contains($0) ? counts[$0] : 0 }
    }
  }
}
