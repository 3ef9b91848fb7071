import ArgumentParser
import Foundation
import Scenes
import Torch
import Training

/// Runs phases of a training as a user watches: progress, interrupts, how to go on.
struct TrainingSession {
  let folder: RunFolder
  let configuration: Training.Configuration
  let scene: String
  let resume: Bool
  let engine: EngineOptions
  /// What is asked for; nil for the run's own.
  var precision: Precision?

  /// - Parameters:
  ///   - last: the last phase to run; nil for all.
  ///   - command: what the user can go on with after an interrupt.
  /// - Returns: the trainer, when the phases have ended.
  /// - Throws: `ExitCode(130)` after an interrupt, with the checkpoint on the disk.
  @discardableResult
  func run(through last: String? = nil, resumingWith command: String) throws -> Trainer {
    let device = try engine.start()
    let progress = TrainingProgress()
    let trainer = try Interrupt.heeded {
      try Trainer(
        folder, configuration: configuration,
        scenePath: scene, resume: resume, device: device, precision: precision,
        commit: Facet.commit, version: Facet.version, watch: { progress.show($0) },
        isInterrupted: { Interrupt.isRequested })
    }
    do {
      try Interrupt.heeded { try trainer.run(through: last) }
    } catch let interruption as TrainingInterrupted {
      progress.interrupt()
      say("\(interruption). Go on with:\n  \(command)")
      throw ExitCode(Interrupt.status)
    }
    return trainer
  }
}
