/// The same method judged on a split that leaks less, to stand beside figures that leak more.
public struct HonestSummary: Equatable, Sendable, Codable {
  /// The split in words.
  public var strategy: String
  /// Runs that the figures are of: one, or the folds of a split.
  public var runs: Int
  /// Test pixels of all runs together.
  public var testPixels: Int
  /// Of all those pixels, as shares.
  public var overallAccuracy: Double?
  /// Wilson, 95 %; nil if the runs share test pixels.
  public var overallAccuracyInterval: Interval?
  public var averageAccuracy: Double?
  public var kappa: Double?
  /// Overall accuracy before random walks smoothed the maps; nil if they smoothed none.
  public var overallAccuracyAlone: Double?
  /// Mean share of test pixels from which most walkers end at a label; nil without walks.
  public var mostlyByLabels: Double?
  /// How much of this the runs still leak.
  public var leakage: LeakageSummary

  /// - Parameters:
  ///   - strategy: the split in words, such as "blocks of 15 pixels".
  ///   - runs: number of folds or seeds.
  ///   - confusion: of the test pixels of all runs.
  ///   - alone: the same before random walks smoothed the maps; nil if they smoothed none.
  ///   - mostlyByLabels: share of test pixels from which most walkers end at a label.
  ///   - sharesPixels: whether runs have test pixels in common.
  ///   - leakage: how near test pixels lie to training pixels.
  public init(
    strategy: String, runs: Int, confusion: ConfusionMatrix, alone: ConfusionMatrix? = nil,
    mostlyByLabels: Double? = nil, sharesPixels: Bool, leakage: LeakageSummary
  ) {
    self.strategy = strategy
    self.runs = runs
    testPixels = confusion.total
    overallAccuracy = confusion.overallAccuracy
    overallAccuracyInterval = sharesPixels ? nil : confusion.overallInterval()
    averageAccuracy = confusion.averageAccuracy
    kappa = confusion.kappa
    overallAccuracyAlone = alone?.overallAccuracy
    self.mostlyByLabels = mostlyByLabels
    self.leakage = leakage
  }

  /// Whether no test window of any run meets training ground, and no walk carried labels to the test
  /// pixels: only then the figure is that of new ground.
  public var isOnNewGround: Bool { leakage.isClean && (mostlyByLabels ?? 0) < 0.01 }

  /// What the figures say beside those of a run, in two sentences.
  ///
  /// - Parameters:
  ///   - overall: the run's overall accuracy.
  ///   - alone: the same before a random walk smoothed its map.
  public func statement(beside overall: Double?, alone: Double? = nil) -> String {
    guard let overall, let own = overallAccuracy else {
      return "On \(strategy) nothing could be judged."
    }
    let folds = runs > 1 ? " (\(runs) runs)" : ""
    let place =
      leakage.isClean
      ? "On ground apart from its training, \(strategy)\(folds)," : "On \(strategy)\(folds),"
    var text = "\(place) the same method reaches an overall accuracy of \(percent(own)), "
    text += Self.gap(overall, own)
    if let ownAlone = overallAccuracyAlone {
      text += "; before the walk \(percent(ownAlone))"
      if let alone { text += ", " + Self.gap(alone, ownAlone) }
    }
    if isOnNewGround { return text + ": that is the figure for new ground of this scene." }
    if leakage.isClean, let mostlyByLabels {
      return text + ". No test window meets training ground, but from "
        + "\(percent(mostlyByLabels, digits: 0)) of test pixels most walkers end at a label: the "
        + "figure before the walk is the one for new ground."
    }
    return text + ". That split leaks too ("
      + "\(percent(leakage.overlapsTrainingWindow, digits: 0)) of its test windows overlap a training "
      + "window), so that this is no figure for new ground: judge on blocks kept apart."
  }

  private static func gap(_ overall: Double, _ own: Double) -> String {
    let points = 100 * (overall - own)
    return "\(decimal(abs(points), digits: 1)) points \(points < 0 ? "more" : "less")"
  }
}
