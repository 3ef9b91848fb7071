internal import Foundation
internal import Scenes

extension RunFolder {
  /// Begins another run from this one's pre-training: its split, weights and record, without what
  /// came after.
  ///
  /// - Parameters:
  ///   - folder: must not hold a run.
  ///   - overrides: what differs in the configuration, such as "finetune.rate=1e-4".
  /// - Throws: `SceneError` where this run is not pre-trained, or the folder cannot be made.
  public func branch(to folder: RunFolder, overrides: [String]) throws {
    try branch(to: folder) { try Configuration.load(path: configuration, overrides: overrides) }
  }

  /// Begins another run from this one's pre-training with a configuration that differs in
  /// fine-tuning alone.
  ///
  /// - Throws: `SceneError` where this run is not pre-trained, or the folder cannot be made.
  public func branch(to folder: RunFolder, configuration: Configuration) throws {
    try branch(to: folder) { configuration }
  }

  private func branch(to folder: RunFolder, _ changed: () throws -> Configuration) throws {
    var record = try requirePretrained()
    let changed = try changed()
    try folder.make()
    try changed.save(folder.configuration)
    for (source, target) in [(split, folder.split), (pretrained, folder.pretrained)] {
      try writeFile(try readFile(source), to: target)
    }
    try writeFile(try readFile(pretrained), to: folder.model)
    record.phases[PhaseName.finetune.rawValue] = nil
    record.diversity[PhaseName.finetune.rawValue] = nil
    // The record goes last: a folder without one is no run.
    try record.save(folder)
  }

  /// - Returns: the run's record.
  /// - Throws: `SceneError` where its first phase has not ended.
  @discardableResult
  func requirePretrained() throws -> RunRecord {
    let record = try RunRecord.load(self)
    guard record.history(.pretrain).hasEnded else {
      throw SceneError(
        file: path, problem: "is not pre-trained yet",
        remedy: "Run `facet pretrain` or `facet train --resume` first")
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
