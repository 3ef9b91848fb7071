internal import Foundation
internal import Scenes
public import Torch

/// Models as safetensors files: the weights by path, the card as JSON in the metadata.
public enum ModelFile {
  private static let key = "facet.model"

  /// Writes a model beside its target, then renames it into place.
  ///
  /// - Throws: `SceneError` if a weight is no number, as after a training that diverged.
  public static func save(_ model: Model, to path: String) throws {
    if let entry = try model.firstNotFinite() {
      throw SceneError(
        file: path, problem: "was not written: `\(entry.path)` holds values that are no numbers",
        remedy: "Train again with a lower learning rate")
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    let card = String(decoding: try encoder.encode(model.card), as: UTF8.self)
    let file = Safetensors(tensors: try model.snapshot(), metadata: [key: card])
    try writeFile(try file.encoded(), to: path)
  }

  /// - Throws: `SceneError` naming the file if it is missing, damaged, not a model of Facet, or
  ///   holds values that are no numbers.
  public static func load(
    _ path: String, device: Device = .cpu, precision: Precision = .float32
  ) throws -> Model {
    do {
      let file = try Safetensors(decoding: try readFile(path))
      guard let json = file.metadata[key] else {
        throw SceneError(
          file: path, problem: "holds tensors, but is not a model that Facet wrote",
          remedy: "Name a run folder made by `facet train`")
      }
      let card = try JSONDecoder().decode(ModelCard.self, from: Data(json.utf8))
      try card.requireConsistency()
      let model = try Model(card, seed: 0, device: device, precision: precision)
      try model.restore(file.tensors)
      return model
    } catch let error as TorchError {
      throw SceneError(
        file: path, problem: "cannot be read as a model: \(error.message)",
        remedy: "Train again, or restore the file from a copy")
    } catch is DecodingError {
      throw SceneError(
        file: path, problem: "was written by another version of Facet and cannot be read",
        remedy: "Train again with this version")
    }
  }
}

/// A whole file, or a `SceneError` that says why not.
func readFile(_ path: String) throws -> Data {
  OutputGate.program.note(path, as: "an input")
  do {
    return try Data(contentsOf: URL(fileURLWithPath: path))
  } catch {
    throw SceneError(
      file: path,
      problem: FileManager.default.fileExists(atPath: path) ? "cannot be read" : "does not exist")
  }
}

/// Writes a whole file beside its target, flushes it to the disk, then renames it into place.
func writeFile(_ data: Data, to path: String) throws {
  try replaceFile(path, with: data)
}
