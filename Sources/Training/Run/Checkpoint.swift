internal import Foundation
internal import Scenes
internal import Torch

/// Everything that a phase needs to go on as if it had not stopped: weights, optimiser, and where it
/// was. Random numbers follow from seed and step, so none are kept.
struct Checkpoint {
  struct Place: Codable, Equatable {
    var phase: String
    /// Steps done in the phase.
    var step: Int
    var history: PhaseHistory
    /// Sums over the steps of the epoch under way.
    var running: RunningLoss
  }

  var place: Place
  var model: [String: Tensor]
  var optimiser: [String: Tensor]
  /// What the phase keeps beside them.
  var phase: [String: Tensor] = [:]

  private static let key = "facet.checkpoint"

  func save(_ path: String) throws {
    var tensors: [String: Tensor] = [:]
    for (group, members) in [("model", model), ("optimiser", optimiser), ("phase", phase)] {
      for (name, tensor) in members { tensors["\(group)/\(name)"] = tensor }
    }
    let json = String(decoding: try JSONEncoder().encode(place), as: UTF8.self)
    try writeFile(
      try Safetensors(tensors: tensors, metadata: [Self.key: json]).encoded(), to: path)
  }

  /// The checkpoint of a phase under way; nil if there is none.
  static func find(_ path: String) throws -> Checkpoint? {
    FileManager.default.fileExists(atPath: path) ? try load(path) : nil
  }

  static func load(_ path: String) throws -> Checkpoint {
    do {
      let file = try Safetensors(decoding: try readFile(path))
      guard let json = file.metadata[key] else {
        throw TorchError("it holds no checkpoint")
      }
      let place = try JSONDecoder().decode(Place.self, from: Data(json.utf8))
      var groups: [String: [String: Tensor]] = [:]
      for (name, tensor) in file.tensors {
        let parts = name.split(separator: "/", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { throw TorchError("`\(name)` is no part of a checkpoint") }
        groups[parts[0], default: [:]][parts[1]] = tensor
      }
      return Checkpoint(
        place: place, model: groups["model"] ?? [:], optimiser: groups["optimiser"] ?? [:],
        phase: groups["phase"] ?? [:])
    } catch let error as SceneError {
      throw error
    } catch {
      throw SceneError(
        file: path, problem: "is not a checkpoint that can be resumed: \(error)",
        remedy: "Remove it to start the phase again")
    }
  }
}

/// Sums of a loss and of its parts over steps.
struct RunningLoss: Codable, Equatable {
  var steps = 0
  var loss = 0.0
  var parts: [String: Double] = [:]
  /// Steps that had the part: a share of no terms is not one of 0.
  var stepsOfPart: [String: Int] = [:]

  mutating func add(_ loss: Double, parts new: [String: Double]) {
    steps += 1
    self.loss += loss
    for (name, value) in new {
      parts[name, default: 0] += value
      stepsOfPart[name, default: 0] += 1
    }
  }

  /// Means over the steps.
  var means: (loss: Double, parts: [String: Double]) {
    let means = parts.map { ($0, $1 / Double(max(stepsOfPart[$0] ?? 1, 1))) }
    return (loss / Double(max(steps, 1)), Dictionary(uniqueKeysWithValues: means))
  }
}
