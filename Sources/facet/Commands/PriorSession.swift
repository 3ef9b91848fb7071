import ArgumentParser
import Foundation
import Scenes
import Torch
import Training

/// `facet pretrain --self-supervised`: makes a prior as a user watches.
struct PriorSession {
  let options: NewRunOptions
  /// None for a prior that goes on.
  let scenes: [String]
  let engine: EngineOptions
  let precision: Precision?

  func run() throws {
    let folder = RunFolder(options.output)
    let configuration = try configuration(folder)
    let device = try engine.start()
    let progress = TrainingProgress()
    let trainer = try Interrupt.heeded {
      try PriorTrainer(
        folder, configuration: configuration, scenes: scenes.isEmpty ? nil : scenes,
        resume: options.resume, device: device, precision: precision, commit: Facet.commit,
        version: Facet.version, watch: { progress.show($0) },
        isInterrupted: { Interrupt.isRequested })
    }
    do {
      try Interrupt.heeded { try trainer.run() }
    } catch let interruption as TrainingInterrupted {
      progress.interrupt()
      say("\(interruption). Go on with:\n  facet pretrain --resume -o \(options.output)")
      throw ExitCode(Interrupt.status)
    }
    say("the prior is in \(folder.prior); train classes with:")
    say("  facet train CONFIGURATION --from \(options.output) -o RUN")
  }

  private func configuration(_ folder: RunFolder) throws -> Training.Configuration {
    guard options.scene == nil, options.labels.changes.isEmpty, options.from == nil else {
      throw ValidationError(
        "a prior knows no labels and begins with fresh weights: leave out --scene, --labels and "
          + "--from; scenes follow --self-supervised")
    }
    if options.resume {
      guard options.configurationFile == nil, options.changes.isEmpty, options.seed == nil,
        options.description.changes.isEmpty
      else {
        throw ValidationError(
          "--resume goes on with the prior's own configuration; leave out the file, --set, --seed "
            + "and what describes the scenes")
      }
      return try Training.Configuration.load(path: folder.configuration)
    }
    return try Training.Configuration.load(
      path: options.configurationFile,
      overrides: options.changes + options.description.changes
        + (options.seed.map { ["seed=\($0)"] } ?? []))
  }
}
