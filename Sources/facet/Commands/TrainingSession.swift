import ArgumentParser
import Foundation
import Mapping
import Sampling
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
    if trainer.needsWalk {
      say("self-training: first the run in \(folder.before.path)")
      let walked = try walkedLabels(device, command)
      try Interrupt.heeded { try trainer.take(walked, from: folder.before) }
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

  /// Trains the run whose walked map is learned from, and makes that map.
  private func walkedLabels(_ device: Device, _ command: String) throws -> WalkedLabels {
    let before = folder.before
    var earlier = configuration
    earlier.selfTrain.rounds -= 1
    earlier.split.file = SceneFiles.absolute(folder.split)
    try TrainingSession(
      folder: before, configuration: earlier, scene: scene, resume: before.exists, engine: engine,
      precision: precision
    ).run(resumingWith: command)
    return try Interrupt.heeded {
      let run = try FinishedRun(before, scene: scene, device: device)
      let walked = try WalkedMap(
        run.model, RandomWalk(configuration.map), labels: run.trainingLabels(),
        judges: run.split.validation,
        guide: before.guide(configuration.map, of: run.model, device: device), device: device
      ).classify(run.scene, featuresOf: [])
      return WalkedLabels(
        surestOf: walked.map.values, confidence: walked.confidence,
        without: Set(run.split.train + run.split.validation), configuration.selfTrain,
        seed: configuration.seed)
    }
  }
}
