/// What decided on the map's classes, and what rejecting pixels cost and gained.
public struct DecisionSummary: Equatable, Sendable, Codable {
  /// In words, such as "nearest prototype".
  public var basis: String
  /// The share of a class's own validation pixels that its threshold keeps; nil without rejection.
  public var truePositiveRate: Double?
  /// Share of the test pixels of known classes that are kept.
  public var coverage: Double?
  /// Share of those kept that are mapped right.
  public var accuracyOfKept: Double?
  /// Classes with test pixels that nothing was learned of, and how many pixels these are. The
  /// confusion matrix leaves them out.
  public var unknownClasses: [String]
  public var unknownPixels: Int
  /// Share of the unknown pixels that are rejected.
  public var rejectionOfUnknown: Double?
  /// Area under the receiver operating curve of known against unknown.
  public var auroc: Double?

  /// Whether pixels may be rejected, which are the last class of the map then.
  var rejects: Bool { truePositiveRate != nil }

  public init(
    basis: String, truePositiveRate: Double? = nil, coverage: Double? = nil,
    accuracyOfKept: Double? = nil, unknownClasses: [String] = [], unknownPixels: Int = 0,
    rejectionOfUnknown: Double? = nil, auroc: Double? = nil
  ) {
    self.basis = basis
    self.truePositiveRate = truePositiveRate
    self.coverage = coverage
    self.accuracyOfKept = accuracyOfKept
    self.unknownClasses = unknownClasses
    self.unknownPixels = unknownPixels
    self.rejectionOfUnknown = rejectionOfUnknown
    self.auroc = auroc
  }
}
