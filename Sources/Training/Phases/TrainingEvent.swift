internal import Foundation

/// What a training tells whoever watches it.
public enum TrainingEvent: Sendable {
  /// A phase begins, or goes on from a step.
  case began(phase: String, epochs: Int, stepsPerEpoch: Int, fromStep: Int)
  /// One more step has been done.
  case step(phase: String, step: Int, of: Int, loss: Double)
  /// An epoch has ended and its checkpoint is on the disk.
  case epoch(phase: String, EpochRecord, of: Int)
  /// A phase has ended; its weights are on the disk.
  case ended(phase: String, PhaseHistory)
  /// Something that the user should know: a band without variation, pixels left out.
  case notice(String)
}

/// A training that stopped because it was asked to, with a checkpoint on the disk.
public struct TrainingInterrupted: Error, CustomStringConvertible {
  public var phase: String
  public var step: Int
  public var steps: Int

  public var description: String {
    "stopped in \(phase) after step \(step) of \(steps); the checkpoint is on the disk"
  }
}

/// A training whose loss, gradients or weights are no longer numbers. Nothing of it is saved as a
/// model; the last checkpoint, if any, holds numbers alone.
public struct TrainingDiverged: Error, CustomStringConvertible {
  public var phase: String
  /// From 1.
  public var step: Int
  public var rate: Double
  /// What is infinite or no number, such as "the loss".
  public var fault: String

  init(phase: String, step: Int, rate: Double, _ fault: String) {
    self.phase = phase
    self.step = step
    self.rate = rate
    self.fault = fault
  }

  public var description: String {
    let (rate, lower) = (String(format: "%.3g", rate), String(format: "%.3g", rate / 10))
    return "\(phase): training diverged at step \(step): \(fault) is infinite or not a number, and "
      + "no model was saved. Train again in a new folder with a lower rate than \(rate), such as "
      + "--set \(phase).rate=\(lower), or look for one with --find-rate"
  }
}
