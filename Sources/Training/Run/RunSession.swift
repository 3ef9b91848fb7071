internal import Foundation
internal import Sampling
internal import Scenes
internal import Torch

extension RunRecord {
  /// A process that trained in a run's folder after the one that began it.
  public struct Session: Codable, Equatable, Sendable {
    /// When it began, ISO 8601, UTC.
    public var began: String
    public var version: String
    public var commit: String
    public var machine: String
    public var threads: Int
    public var device: String
    /// The first phase that it trained.
    public var phase: String?

    init(version: String, commit: String, device: Device) {
      began = Date().ISO8601Format()
      self.version = version
      self.commit = commit
      machine = Machine.description
      threads = Engine.threads
      self.device = device.description
    }
  }

  /// Of random streams, files and keys. Runs of other formats are read, but not resumed.
  static let format = 2

  /// The record of a run that begins.
  init(
    _ ground: TrainingGround, scenePath: String, checksum: String, seed: UInt64,
    precision: Precision, _ session: Session
  ) {
    let (scene, split, patches) = (ground.scene, ground.split, ground.data.patches)
    self.init(
      format: Self.format, version: session.version, commit: session.commit,
      engine: "libtorch \(Engine.version)", machine: session.machine, threads: session.threads,
      device: session.device, precision: precision, began: session.began,
      scene: SceneFiles.absolute(scenePath), sceneChecksum: checksum,
      sceneShape: [scene.shape.rows, scene.shape.columns, scene.shape.bands], seed: seed,
      trainPixels: split.train.count, validationPixels: split.validation.count,
      testPixels: split.test.count, invalidPixels: patches.invalidPixels.count,
      maskedValues: patches.maskedValues,
      constantBands: ground.card.standardisation.constantBands, phases: [:], diversity: [:])
  }

  /// - Throws: `SceneError` if another version began the run: it would go on with other random
  ///   numbers than it began with.
  func requireResumable(_ folder: RunFolder) throws {
    guard format == Self.format else {
      throw SceneError(
        file: folder.path,
        problem:
          "was begun by Facet \(version) (commit \(commit)), which drew other random numbers "
          + "in training",
        remedy: "Go on with that version, or begin a new run. Maps and reports of it can be made")
    }
  }

  /// - Throws: `SceneError` if the scene is not the one that the run began with.
  func requireScene(_ checksum: String, _ path: String) throws {
    guard sceneChecksum == checksum else {
      throw SceneError(
        file: path,
        problem: "is not the file that the run began with (SHA-256 \(checksum.prefix(12))…, "
          + "then \(sceneChecksum.prefix(12))…)",
        remedy: "Give the original with --scene, or begin a new run")
    }
  }

  /// Notes the session that resumes the run, unless nothing is left to train.
  ///
  /// - Returns: what the user should know if it computes otherwise than the sessions before.
  mutating func resume(_ session: Session, _ configuration: Configuration) -> String? {
    guard let phase = unfinishedPhase(of: configuration) else { return nil }
    var session = session
    session.phase = phase
    let last = sessions?.last
    let earlier = (
      threads: last?.threads ?? threads, device: last?.device ?? device,
      machine: last?.machine ?? machine
    )
    sessions = (sessions ?? []) + [session]
    var changes: [String] = []
    if session.threads != earlier.threads {
      changes.append("\(session.threads) threads, not \(earlier.threads)")
    }
    if session.device != earlier.device {
      changes.append("\(session.device), not \(earlier.device)")
    }
    if session.machine != earlier.machine {
      changes.append("\(session.machine), not \(earlier.machine)")
    }
    guard !changes.isEmpty else { return nil }
    return
      "the run goes on with \(changes.joined(separator: "; ")): its weights may differ in their "
      + "last bits from those of an uninterrupted run"
  }
}
