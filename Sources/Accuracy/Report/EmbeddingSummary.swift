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

  /// In the order of training.
  public var states: [State]

  public init(states: [State]) {
    self.states = states
  }
}
