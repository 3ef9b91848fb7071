internal import Foundation
internal import Scenes
public import Torch

/// How a prior was made, kept as prior.json in its folder.
public struct PriorRecord: Codable, Equatable, Sendable {
  public var version: String
  public var commit: String
  /// libtorch's version.
  public var engine: String
  public var machine: String
  public var threads: Int
  public var device: String
  public var precision: Precision
  /// When it began, ISO 8601, UTC.
  public var began: String
  public var seed: UInt64
  public var scenes: [Prior.SeenScene]
  public var history: PhaseHistory

  /// The record of a folder.
  ///
  /// - Parameter folder: of a prior.
  /// - Throws: `SceneError` if it is missing or damaged.
  public static func load(_ folder: RunFolder) throws -> PriorRecord {
    do {
      return try JSONDecoder().decode(PriorRecord.self, from: try readFile(folder.priorRecord))
    } catch is DecodingError {
      throw SceneError(
        file: folder.priorRecord,
        problem: "is damaged or was written by another version of Facet",
        remedy: "Make the prior again")
    }
  }

  func save(_ folder: RunFolder) throws {
    try writeFile(try JSONEncoder.stable.encode(self), to: folder.priorRecord)
  }
}
