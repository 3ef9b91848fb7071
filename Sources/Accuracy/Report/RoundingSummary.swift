/// What a network's rounding to fewer digits than float32's changes in its map.
public struct RoundingSummary: Codable, Equatable, Sendable {
  /// What the network computed in, such as "bfloat16".
  public var precision: String
  /// Share of the scene's pixels to which float32 gives the same class; of all pixels with a class.
  public var agreement: Double
  /// Overall accuracy of float32's map on the same test pixels; nil without any.
  public var overallAccuracy: Double?
  /// The same of the network alone, where a random walk made the map of it.
  public var agreementAlone: Double?
  public var overallAccuracyAlone: Double?

  public init(
    precision: String, agreement: Double, overallAccuracy: Double?, agreementAlone: Double? = nil,
    overallAccuracyAlone: Double? = nil
  ) {
    self.precision = precision
    self.agreement = agreement
    self.overallAccuracy = overallAccuracy
    self.agreementAlone = agreementAlone
    self.overallAccuracyAlone = overallAccuracyAlone
  }

  /// In one sentence.
  public var statement: String {
    "The network computed in \(precision). In float32 \(percent(agreement, digits: 3)) of the pixels "
      + "have the same class, and OA is \(percent(overallAccuracy))"
      + (agreementAlone.map {
        "; of the network alone \(percent($0, digits: 3)), and OA \(percent(overallAccuracyAlone))"
      } ?? "") + "."
  }
}
