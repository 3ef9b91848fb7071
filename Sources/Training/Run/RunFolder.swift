internal import Foundation
internal import Scenes

/// The files of a run, so that a colleague can rerun it: what was asked for, what was drawn, what
/// happened, and what came of it.
public struct RunFolder: Sendable {
  public let path: String

  public init(_ path: String) {
    self.path = path
  }

  /// The fully resolved configuration.
  public var configuration: String { file("configuration.yaml") }
  /// Versions, machine, scene and its checksum, timings, state of the phases.
  public var record: String { file("run.json") }
  /// Which pixels train, validate and test.
  public var split: String { file("split.h5") }
  /// The weights that a phase ended with, kept if other phases may follow it.
  public func weights(after phase: String) -> String { file("after-\(phase).safetensors") }
  /// The model: the weights that the last phase to end ended with.
  public var model: String { file("model.safetensors") }
  /// Embeddings of the training and validation pixels under that model.
  public var embeddings: String { file("embeddings.safetensors") }
  /// Where a phase that is under way goes on.
  public var checkpoint: String { file("checkpoint.safetensors") }

  /// What the network began with, or the prior that was made here.
  public var prior: String { file("prior.safetensors") }
  /// What a walked map says of pixels without a label, which training takes for labels.
  public var walked: String { file("walked.safetensors") }
  /// The run whose map that is.
  public var before: RunFolder { RunFolder(file("before")) }
  /// How that prior was made.
  public var priorRecord: String { file("prior.json") }

  /// The map of a baseline, which keeps no model.
  public var map: String { file("map.h5") }
  /// That map before a random walk smoothed it.
  public var mapAlone: String { file("map-alone.h5") }

  /// Whether a run keeps a file of this name in its folder.
  package static func isOwn(_ name: String) -> Bool {
    [
      "run.json", "configuration.yaml", "split.h5", "map.h5", "map-alone.h5", "prior.json",
      "session.yaml",
    ]
    .contains(name)
      || name.hasSuffix(".safetensors")
  }

  /// Whether a file belongs to a run that is there, so that nothing else may be written to it. The
  /// map of a network's run is none of its own files.
  package static func holds(_ path: String) -> Bool {
    let name = (path as NSString).lastPathComponent
    let folder = RunFolder((path as NSString).deletingLastPathComponent)
    guard isOwn(name), folder.exists || folder.holdsPrior else { return false }
    guard [folder.map, folder.mapAlone].contains(path) else { return true }
    return (try? RunRecord.load(folder))?.baseline != nil
  }

  /// A path inside the folder.
  public func file(_ name: String) -> String {
    URL(fileURLWithPath: path).appendingPathComponent(name).relativePath
  }

  /// Whether a run has been begun here.
  public var exists: Bool { FileManager.default.fileExists(atPath: record) }

  /// Whether a prior has been begun here.
  public var holdsPrior: Bool { FileManager.default.fileExists(atPath: priorRecord) }

  /// Makes the folder and fills it; if that fails, nothing of it is left.
  package func begin(_ fill: (RunFolder) throws -> Void) throws {
    let isNew = !FileManager.default.fileExists(atPath: path)
    try make()
    do {
      try fill(self)
    } catch {
      let own = [record, configuration, split, map, mapAlone, prior, priorRecord]
      for file in isNew ? [path] : own {
        try? FileManager.default.removeItem(atPath: file)
      }
      throw error
    }
  }

  /// - Throws: `SceneError` if a run has been begun here, or the folder holds another file of a name
  ///   that a run would write.
  package func requireNone() throws {
    guard !exists else {
      throw SceneError(
        file: path, problem: "already holds a run",
        remedy: "Go on with `facet train --resume`, or name another folder")
    }
    guard !holdsPrior else {
      throw SceneError(
        file: path, problem: "already holds a prior",
        remedy: "Go on with `facet pretrain --resume`, or name another folder")
    }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    guard let name = names.filter(Self.isOwn).sorted().first else { return }
    throw SceneError(
      file: file(name), problem: "is there, though its folder holds no run (no run.json)",
      remedy: "A run would replace it: name another folder, or move the file away")
  }

  /// Removes a run of the simulated scene that a demo made; files that are no run's stay.
  ///
  /// - Throws: `SceneError` if the run is of another scene.
  package func removeDemo(of scene: String) throws {
    guard exists else { return }
    let record = try RunRecord.load(self)
    guard record.scene == SceneFiles.absolute(scene) else {
      throw SceneError(
        file: path, problem: "holds a run of \(record.scene), which no demo made",
        remedy: "Name another folder with -o")
    }
    for name in try FileManager.default.contentsOfDirectory(atPath: path) where Self.isOwn(name) {
      removeFile(file(name))
    }
  }

  /// Notes all files of the run as inputs, and what it was trained on, which it needs again.
  func note(_ record: RunRecord) {
    guard OutputGate.program.isGuarding else { return }
    let section = try? Configuration.load(path: configuration)
    let labels = (section?.scene.labels ?? record.baseline?.scene.labels)?.places ?? []
    SceneFiles.note(record.scene, labels: labels + (section?.split.masks ?? []))
    for name in (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    where Self.isOwn(name) {
      OutputGate.program.note(file(name), as: "a file of the run \(path)")
    }
  }

  /// Allows the command that makes or changes this run to write the run's own files.
  package func own() {
    OutputGate.program.own(path)
  }

  /// Makes the folder.
  ///
  /// - Throws: `SceneError` if it cannot be made, or a run is in it already.
  func make() throws {
    try requireNone()
    own()
    do {
      try FileManager.default.createDirectory(
        atPath: path, withIntermediateDirectories: true)
    } catch {
      throw SceneError(
        file: path, problem: "cannot be made: \(error.localizedDescription)",
        remedy: "Name a folder that you may write to")
    }
  }

  /// Removes what a process that was killed had begun to write.
  func removeRemains() {
    RemainsOfWriting.remove(in: path)
  }

  /// Removes the checkpoint of a phase that has ended: of a process that was killed between the
  /// phase's last two writes.
  func removeEndedCheckpoint(_ record: RunRecord) {
    guard let saved = try? Checkpoint.find(checkpoint), record.history(saved.place.phase).hasEnded
    else { return }
    try? FileManager.default.removeItem(atPath: checkpoint)
  }

  /// - Throws: `SceneError` unless a run has been begun here.
  public func require() throws {
    guard exists || !holdsPrior else {
      throw SceneError(
        file: path, problem: "holds a prior, which knows no classes",
        remedy: "Train classes with `facet train CONFIGURATION --from \(path) -o RUN`")
    }
    guard exists else {
      throw SceneError(
        file: path,
        problem: FileManager.default.fileExists(atPath: path)
          ? "is not a run folder: it has no run.json" : "does not exist",
        remedy: "Make a run with `facet train CONFIGURATION -o \(path)`")
    }
  }
}
