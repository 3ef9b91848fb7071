/// What a training tells whoever watches it.
public enum TrainingEvent: Sendable {
  /// A phase begins, or goes on from a step.
  case began(phase: PhaseName, epochs: Int, stepsPerEpoch: Int, fromStep: Int)
  /// One more step has been done.
  case step(phase: PhaseName, step: Int, of: Int, loss: Double)
  /// An epoch has ended and its checkpoint is on the disk.
  case epoch(phase: PhaseName, EpochRecord, of: Int)
  /// A phase has ended; its best weights are on the disk.
  case ended(phase: PhaseName, PhaseHistory)
  /// Something that the user should know: a band without variation, pixels left out.
  case notice(String)
}

/// A training that stopped because it was asked to, with a checkpoint on the disk.
public struct TrainingInterrupted: Error, CustomStringConvertible {
  public var phase: PhaseName
  public var step: Int
  public var steps: Int

  public var description: String {
    "stopped in \(phase.rawValue) after step \(step) of \(steps); the checkpoint is on the disk"
  }
}

/// A training whose loss is no longer a number.
public struct TrainingDiverged: Error, CustomStringConvertible {
  public var phase: PhaseName
  public var step: Int
  public var rate: Double

  public var description: String {
    "\(phase.rawValue): the loss became infinite or not a number at step \(step). "
      + "Try a lower rate than \(rate) (--set \(phase.rawValue).rate=\(rate / 10))"
  }
}
