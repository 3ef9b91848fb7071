/// The same method judged on ground apart from its training, to stand beside figures that leak.
public struct HonestSummary: Equatable, Sendable, Codable {
  /// The split in words.
  public var strategy: String
  /// Runs that the figures are of: one, or the folds of a split.
  public var runs: Int
  /// Test pixels of all runs together.
  public var testPixels: Int
  /// Of all those pixels, as shares.
  public var overallAccuracy: Double?
  /// Wilson, 95 %; nil where the runs share test pixels.
  public var overallAccuracyInterval: Interval?
  public var averageAccuracy: Double?
  public var kappa: Double?
  /// How much of this the runs still leak.
  public var leakage: LeakageSummary

  /// - Parameters:
  ///   - confusion: of the test pixels of all runs.
  ///   - sharesPixels: whether runs have test pixels in common.
  public init(
    strategy: String, runs: Int, confusion: ConfusionMatrix, sharesPixels: Bool,
    leakage: LeakageSummary
  ) {
    self.strategy = strategy
    self.runs = runs
    testPixels = confusion.total
    overallAccuracy = confusion.overallAccuracy
    overallAccuracyInterval = sharesPixels ? nil : confusion.overallInterval()
    averageAccuracy = confusion.averageAccuracy
    kappa = confusion.kappa
    self.leakage = leakage
  }

  /// "On blocks(…) the same method reaches 71.2 %, 27.9 points less: …"
  public func statement(beside overall: Double?) -> String {
    guard let overall, let own = overallAccuracy else {
      return "On \(strategy) nothing could be judged."
    }
    let points = 100 * (overall - own)
    let difference = String(decimal(abs(points), digits: 1))
    let folds = runs > 1 ? " (\(runs) runs)" : ""
    return "On ground apart from its training, \(strategy)\(folds), the same method reaches an "
      + "overall accuracy of \(percent(own)), \(difference) points "
      + "\(points < 0 ? "more" : "less"): that is the figure for new ground of this scene."
  }
}
