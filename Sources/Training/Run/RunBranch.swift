internal import Foundation
internal import Scenes

extension RunFolder {
  /// Begins another run that goes on from one of this run's phases: with its split, weights and
  /// record up to there. After the last phase nothing is left to train.
  ///
  /// - Parameters:
  ///   - folder: must not hold a run.
  ///   - phase: the last phase that both have in common.
  ///   - configuration: the new run's, which differs in later phases alone.
  /// - Throws: `SceneError` if the phase has not ended, or the folder cannot be made.
  public func branch(
    to folder: RunFolder, after phase: String, configuration: Configuration
  ) throws {
    var record = try requireEnded(phase)
    let names = phaseSections.map { $0.name }
    let kept = names.prefix { $0 != phase } + [phase]
    try folder.make()
    try configuration.save(folder.configuration)
    try writeFile(try readFile(split), to: folder.split)
    for (own, new) in [(prior, folder.prior), (walked, folder.walked)]
    where FileManager.default.fileExists(atPath: own) {
      try writeFile(try readFile(own), to: new)
    }
    // After the last phase of all the model alone is kept.
    for phase in kept where phase != names.last && record.history(phase).hasEnded {
      try writeFile(try readFile(weights(after: phase)), to: folder.weights(after: phase))
    }
    try writeFile(
      try readFile(phase == names.last ? model : weights(after: phase)), to: folder.model)
    // Of the weights that the last phase ended with.
    if names.last(where: { record.history($0).hasEnded }) == phase {
      try writeFile(try readFile(embeddings), to: folder.embeddings)
    }
    for phase in names where !kept.contains(phase) {
      record.phases[phase] = nil
      record.diversity[phase] = nil
    }
    // The record goes last: a folder without one is no run.
    try record.save(folder)
  }

  /// - Returns: the run's record.
  /// - Throws: `SceneError` if a phase of it has not ended, or an earlier version began it.
  @discardableResult
  package func requireEnded(_ phase: String) throws -> RunRecord {
    let record = try RunRecord.load(self)
    try record.requireResumable(self)
    guard record.history(phase).hasEnded else {
      throw SceneError(
        file: path, problem: "is not ready: its phase \(phase) has not ended",
        remedy: "End it with `facet train --resume -o \(path)`")
    }
    return record
  }

  /// Changes the configuration of a run whose last phase has not begun.
  public func change(_ overrides: [String]) throws {
    guard !FileManager.default.fileExists(atPath: checkpoint) else {
      throw SceneError(
        file: path, problem: "has a phase under way, whose configuration cannot change",
        remedy: "End it with `facet train --resume -o \(path)`, or name a new folder with -o")
    }
    own()
    try Configuration.load(path: configuration, overrides: overrides).save(configuration)
  }
}
