/// What happened in one epoch of a phase.
public struct EpochRecord: Codable, Equatable, Sendable {
  /// From 1.
  public var epoch: Int
  /// Mean over the epoch's steps of what was minimised.
  public var loss: Double
  /// The parts of that loss before weighting, such as "crossEntropy", and other figures of the
  /// phase, such as "activeShare": means over the steps that had them.
  public var parts: [String: Double]
  /// Mean cross-entropy of the validation pixels; nil without any.
  public var validationLoss: Double?
  /// Share of validation pixels classified rightly, 0…1; nil without any.
  public var validationAccuracy: Double?
  /// Learning rate of the epoch's last step.
  public var rate: Double
  /// Wall time so far in this phase, in seconds.
  public var seconds: Double
}

/// What happened in a phase.
public struct PhaseHistory: Codable, Equatable, Sendable {
  public var epochs: [EpochRecord] = []
  /// Whether the phase has run to its end.
  public var hasEnded = false
  /// Wall time in seconds over all sessions of this phase.
  public var seconds: Double = 0
  /// Parameters that the phase trained.
  public var parameters: Int = 0
  /// What a report says of the phase, one sentence each; nil if there is nothing to say.
  public var statements: [String]?
}
