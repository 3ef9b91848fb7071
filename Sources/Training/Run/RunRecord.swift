internal import Foundation
public import MetricLearning
internal import Scenes
public import Torch

/// What a run was made of and how it went, kept as run.json in its folder.
public struct RunRecord: Codable, Equatable, Sendable {
  /// See `RunRecord.format`; nil in runs of versions before 2, and of baselines.
  public var format: Int?
  /// Facet's version.
  public var version: String
  /// The commit that Facet was built from, where known.
  public var commit: String
  /// libtorch's version.
  public var engine: String
  /// Processor, threads and device.
  public var machine: String
  public var threads: Int
  public var device: String
  /// What the network computed in while it was trained; nil in a baseline's run and in those of
  /// versions that knew float32 alone.
  public var precision: Precision?
  /// When the run began, ISO 8601, UTC.
  public var began: String
  /// The scene file as it was named, its SHA-256, and its shape with the bands that are used.
  public var scene: String
  public var sceneChecksum: String
  public var sceneShape: [Int]
  public var seed: UInt64
  /// Pixels that train, validate and test; pixels left out because no band of theirs is valid.
  public var trainPixels: Int
  public var validationPixels: Int
  public var testPixels: Int
  public var invalidPixels: Int
  /// Pixels without a label that taught as a walked map has them; nil if none did.
  public var walkedPixels: Int?
  /// Missing or infinite values around the labelled pixels, which count as the band's mean.
  public var maskedValues: Int
  /// Bands (0-based, of those used) that do not vary over the training pixels.
  public var constantBands: [Int]
  /// The processes that resumed the run, in order; nil if none did. What stands above is of the one
  /// that began it.
  public var sessions: [Session]?
  /// By the phase's name.
  public var phases: [String: PhaseHistory]
  /// Diversity of the metric's factors at the start, and after each phase by its name.
  public var diversity: [String: FactorDiversity]
  /// What classified in place of a network; nil for a network's run.
  public var baseline: BaselineRecord?

  public static func load(_ folder: RunFolder) throws -> RunRecord {
    try folder.require()
    do {
      let record = try JSONDecoder().decode(RunRecord.self, from: try readFile(folder.record))
      folder.note(record)
      return record
    } catch is DecodingError {
      throw SceneError(
        file: folder.record, problem: "is damaged or was written by another version of Facet",
        remedy: "Make the run again")
    }
  }

  package func save(_ folder: RunFolder) throws {
    try writeFile(try JSONEncoder.stable.encode(self), to: folder.record)
  }

  /// What the run goes on in: a training that is taken up gives what an uninterrupted one would.
  ///
  /// - Parameters:
  ///   - wanted: what is asked for; nil for what the run began in.
  ///   - folder: the run, for the error.
  /// - Throws: `SceneError` if that is another.
  public func precision(_ wanted: Precision?, of folder: RunFolder) throws -> Precision {
    let own = precision ?? .float32
    guard wanted ?? own == own else {
      throw SceneError(
        file: folder.path,
        problem: "was begun in \(own.rawValue), and cannot go on in another "
          + "precision",
        remedy: "Leave out --precision, or begin a new run")
    }
    return own
  }

  /// History of a phase by its name; empty if it has not run.
  public func history(_ phase: String) -> PhaseHistory {
    phases[phase] ?? PhaseHistory()
  }
}
