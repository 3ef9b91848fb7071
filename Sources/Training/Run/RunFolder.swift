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
  /// The best weights of pre-training.
  public var pretrained: String { file("pretrained.safetensors") }
  /// The model: the best weights of the last phase that has ended.
  public var model: String { file("model.safetensors") }
  /// Embeddings of the training and validation pixels under that model.
  public var embeddings: String { file("embeddings.safetensors") }
  /// Where a phase that is under way goes on.
  public var checkpoint: String { file("checkpoint.safetensors") }

  /// The map of a baseline, which keeps no model.
  public var map: String { file("map.h5") }

  /// A path inside the folder.
  public func file(_ name: String) -> String {
    URL(fileURLWithPath: path).appendingPathComponent(name).relativePath
  }

  /// Whether a run has been begun here.
  public var exists: Bool { FileManager.default.fileExists(atPath: record) }

  /// Makes the folder and fills it; where that fails, nothing of it is left.
  package func begin(_ fill: (RunFolder) throws -> Void) throws {
    let isNew = !FileManager.default.fileExists(atPath: path)
    try make()
    do {
      try fill(self)
    } catch {
      for file in isNew ? [path] : [record, configuration, split, map] {
        try? FileManager.default.removeItem(atPath: file)
      }
      throw error
    }
  }

  /// - Throws: `SceneError` where a run has been begun here.
  package func requireNone() throws {
    guard exists else { return }
    throw SceneError(
      file: path, problem: "already holds a run",
      remedy: "Go on with `facet train --resume`, or name another folder")
  }

  /// Makes the folder.
  ///
  /// - Throws: `SceneError` where it cannot be made, or a run is in it already.
  func make() throws {
    try requireNone()
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
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    for name in names where name.hasPrefix(".") && name.contains(".part.") {
      try? FileManager.default.removeItem(atPath: file(name))
    }
  }

  /// - Throws: `SceneError` unless a run has been begun here.
  public func require() throws {
    guard exists else {
      throw SceneError(
        file: path,
        problem: FileManager.default.fileExists(atPath: path)
          ? "is not a run folder: it has no run.json" : "does not exist",
        remedy: "Make a run with `facet train CONFIGURATION -o \(path)`")
    }
  }
}
