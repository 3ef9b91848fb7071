internal import Scenes

/// A random walk that smoothed a map: where it started, how far it went, and whether it helped.
///
/// A walk starts from training and validation labels and goes much farther than a network's window:
/// the leakage of its map is not the window's, but how many walkers from test pixels end at a label.
public struct WalkSummary: Equatable, Sendable, Codable {
  /// What says a pixel's class before the walk, such as "network"; nil if labels alone do.
  public var classifier: String?
  /// Whether the walk's map is the map that the report is of.
  public var isUsed: Bool
  /// Rate at which the classifier's word catches walkers.
  public var prior: Double
  /// Labelled pixels that the walk starts from: those of training and of validation.
  public var labels: Int
  /// Over the test pixels, the mean share of walkers that end at a label, and the share of pixels from
  /// which more than half do; nil if the walk is not used.
  public var caughtByLabels: Double?
  public var mostlyByLabels: Double?
  /// Validation pixels that judged the walk, and how many of them are mapped right with it and without
  /// it; nil if none did.
  public var judges: Int?
  public var rightWalked: Int?
  public var rightAlone: Int?

  /// - Parameters:
  ///   - classifier: what gives the shares that the walk starts from; nil for labels alone.
  ///   - isUsed: whether the report's map is the walk's.
  ///   - prior: rate at which the classifier's word catches walkers.
  ///   - labels: labelled pixels that the walk starts from.
  ///   - caught: of each test pixel, the share of walkers that end at a label.
  ///   - judges: number of validation pixels that were asked.
  ///   - rightWalked: how many of them the walked map has right.
  ///   - rightAlone: how many of them the map before the walk has right.
  public init(
    classifier: String?, isUsed: Bool, prior: Double, labels: Int, caught: [Float]?,
    judges: Int? = nil, rightWalked: Int? = nil, rightAlone: Int? = nil
  ) {
    self.classifier = classifier
    self.isUsed = isUsed
    self.prior = prior
    self.labels = labels
    let shares = caught?.filter { !$0.isNaN }.map(Double.init) ?? []
    if isUsed && !shares.isEmpty {
      caughtByLabels = shares.reduce(0, +) / Double(shares.count)
      mostlyByLabels = Double(shares.count { $0 > 0.5 }) / Double(shares.count)
    }
    self.judges = judges
    self.rightWalked = rightWalked
    self.rightAlone = rightAlone
  }

  /// What the walk means for the figures.
  public var statement: String {
    var verdict = ""
    if let judges, let rightWalked, let rightAlone {
      verdict =
        " Of \(counted(judges, "validation pixel")) the walk maps \(rightWalked) right, "
        + "the \(classifier ?? "network") alone \(rightAlone)."
    }
    guard isUsed else {
      return "A random walk was tried and is not used: the map is the "
        + "\(classifier ?? "network")'s alone." + verdict
    }
    let labels =
      "the \(counted(labels, "label")) of the training side, validation pixels among them"
    let source =
      classifier == nil
      ? "There is no classifier: random walks spread \(labels), over ground that looks alike."
      : "The map is smoothed by random walks that start from \(labels); they go much farther "
        + "than a window."
    guard let caughtByLabels, let mostlyByLabels else { return source + verdict }
    return source + verdict
      + " From a test pixel \(percent(caughtByLabels, digits: 0)) of walkers end at "
      + "a label; from \(percent(mostlyByLabels, digits: 0)) of test pixels most do. "
      + (mostlyByLabels >= 0.5
        ? "So the walk's figure says little about ground without labels near by."
        : "On ground without labels near by expect less than the walk's figure.")
  }
}
