/// How good the embedding of the test pixels is, and what it looks like.
public struct EmbeddingSummary: Equatable, Sendable, Codable {
  /// Figures of a sample; shares from 0 to 1, distances in the embedding's own units.
  public struct Figures: Equatable, Sendable, Codable {
    public var points: Int
    /// Share of pixels whose nearest neighbour is of their class.
    public var precisionAt1: Double
    public var rPrecision: Double
    public var mapAtR: Double
    public var normalisedMutualInformation: Double
    public var adjustedMutualInformation: Double
    /// Mean distance of two pixels of a class, and of two classes.
    public var within: Double?
    public var between: Double?
    public var silhouette: Double?

    public init(
      points: Int, precisionAt1: Double, rPrecision: Double, mapAtR: Double,
      normalisedMutualInformation: Double, adjustedMutualInformation: Double, within: Double?,
      between: Double?, silhouette: Double?
    ) {
      self.points = points
      self.precisionAt1 = precisionAt1
      self.rPrecision = rPrecision
      self.mapAtR = mapAtR
      self.normalisedMutualInformation = normalisedMutualInformation
      self.adjustedMutualInformation = adjustedMutualInformation
      self.within = within
      self.between = between
      self.silhouette = silhouette
    }
  }

  /// A sample in two dimensions, by t-SNE.
  public struct Picture: Equatable, Sendable, Codable {
    public struct Point: Equatable, Sendable, Codable {
      public var x: Double
      public var y: Double
      /// Class number.
      public var label: Int
      public var isPrototype: Bool

      public init(x: Double, y: Double, label: Int, isPrototype: Bool = false) {
        self.x = x
        self.y = y
        self.label = label
        self.isPrototype = isPrototype
      }
    }

    public var points: [Point]

    public init(points: [Point]) {
      self.points = points
    }
  }

  /// One state of the embedding, such as "after fine-tuning".
  public struct State: Equatable, Sendable, Codable {
    public var name: String
    /// nil if no class has two pixels.
    public var figures: Figures?
    /// Left out of report.json.
    public var picture: Picture?

    public init(name: String, figures: Figures?, picture: Picture?) {
      self.name = name
      self.figures = figures
      self.picture = picture
    }
  }

  /// What closed-form metrics make of the network's responses, beside the network's own metric.
  public struct Comparison: Equatable, Sendable, Codable {
    public struct Row: Equatable, Sendable, Codable {
      /// "lda"; nil for the network's own metric.
      public var metric: String?
      /// "linear discriminant analysis".
      public var title: String
      public var precisionAt1: Double
      public var mapAtR: Double
      /// Mean distance of two pixels of a class, as a share of that of two classes.
      public var withinByBetween: Double?

      public init(
        metric: String?, title: String, precisionAt1: Double, mapAtR: Double,
        withinByBetween: Double?
      ) {
        self.metric = metric
        self.title = title
        self.precisionAt1 = precisionAt1
        self.mapAtR = mapAtR
        self.withinByBetween = withinByBetween
      }
    }

    /// Training pixels that the metrics learned from, and how many there are.
    public var learnedFrom: Int
    public var trainingPixels: Int
    /// Test pixels that judge.
    public var testPixels: Int
    /// The network's own first.
    public var rows: [Row]

    public init(learnedFrom: Int, trainingPixels: Int, testPixels: Int, rows: [Row]) {
      self.learnedFrom = learnedFrom
      self.trainingPixels = trainingPixels
      self.testPixels = testPixels
      self.rows = rows
    }
  }

  /// In the order of training.
  public var states: [State]
  /// nil if no page is written, or the run keeps nothing of its training pixels.
  public var comparison: Comparison?

  public init(states: [State], comparison: Comparison? = nil) {
    self.states = states
    self.comparison = comparison
  }
}
