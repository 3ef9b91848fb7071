/// The figures of one run that methods are compared by.
public struct RunFigures: Equatable, Sendable, Codable {
  public var overallAccuracy: Double?
  public var averageAccuracy: Double?
  public var kappa: Double?

  public init(_ confusion: ConfusionMatrix) {
    overallAccuracy = confusion.overallAccuracy
    averageAccuracy = confusion.averageAccuracy
    kappa = confusion.kappa
  }

  public init(overallAccuracy: Double?, averageAccuracy: Double?, kappa: Double?) {
    self.overallAccuracy = overallAccuracy
    self.averageAccuracy = averageAccuracy
    self.kappa = kappa
  }

  /// The figures of a report that was written.
  public init(_ document: ReportDocument) {
    self.init(
      overallAccuracy: document.figures.overallAccuracy,
      averageAccuracy: document.figures.averageAccuracy, kappa: document.figures.kappa)
  }
}

/// A figure that methods are compared by.
public enum ComparedFigure: String, CaseIterable, Codable, Sendable {
  case overallAccuracy, averageAccuracy, kappa

  /// The short name of the field.
  public var symbol: String {
    switch self {
    case .overallAccuracy: "OA"
    case .averageAccuracy: "AA"
    case .kappa: "kappa"
    }
  }

  /// What it can be.
  var range: ClosedRange<Double> { self == .kappa ? -1...1 : 0...1 }
  /// What a difference of two can be.
  var differenceRange: ClosedRange<Double> { self == .kappa ? -2...2 : -1...1 }

  public func value(of figures: RunFigures) -> Double? {
    switch self {
    case .overallAccuracy: figures.overallAccuracy
    case .averageAccuracy: figures.averageAccuracy
    case .kappa: figures.kappa
    }
  }
}

/// The runs of one method, each with the key that pairs it with a run of another: its seed, or its
/// place in a study.
public struct MethodRuns: Equatable, Sendable {
  public struct Run: Equatable, Sendable {
    public var key: String
    public var figures: RunFigures

    public init(key: String, figures: RunFigures) {
      self.key = key
      self.figures = figures
    }
  }

  public var name: String
  public var runs: [Run]

  public init(name: String, runs: [Run]) {
    self.name = name
    self.runs = runs
  }
}
