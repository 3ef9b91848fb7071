internal import Foundation
internal import Scenes
public import Torch

/// Embeddings of a run's training and validation pixels with their classes: what prototypes,
/// neighbours and thresholds are made of. Kept in the run's folder as `embeddings.safetensors`.
public struct RunEmbeddings {
  /// N × k, float32.
  public var train: Tensor
  /// The class number of each.
  public var trainClasses: [Int]
  /// M × k; nil without validation pixels.
  public var validation: Tensor?
  public var validationClasses: [Int]

  public init(
    train: Tensor, trainClasses: [Int], validation: Tensor?, validationClasses: [Int]
  ) {
    self.train = train
    self.trainClasses = trainClasses
    self.validation = validation
    self.validationClasses = validationClasses
  }

  func save(_ path: String) throws {
    var tensors = [
      "train": train, "trainClasses": try Tensor(trainClasses.map(Int64.init)),
    ]
    if let validation {
      tensors["validation"] = validation
      tensors["validationClasses"] = try Tensor(validationClasses.map(Int64.init))
    }
    try writeFile(try Safetensors(tensors: tensors).encoded(), to: path)
  }

  /// - Throws: `SceneError` where the file is missing, damaged, or not of this model.
  public static func load(_ folder: RunFolder, of model: Model) throws -> RunEmbeddings {
    let path = folder.embeddings
    guard FileManager.default.fileExists(atPath: path) else {
      throw SceneError(
        file: path, problem: "does not exist, so that there is nothing to compare pixels with",
        remedy: "End the training with `facet train --resume -o \(folder.path)`")
    }
    do {
      let tensors = try Safetensors(decoding: try readFile(path)).tensors
      let known = Set(model.card.assignable.map(\.number))
      func labelled(_ name: String) throws -> (Tensor, [Int])? {
        guard let points = tensors[name], let labels = tensors["\(name)Classes"] else { return nil }
        let classes = try labels.to(.int64).values(Int64.self).map { Int($0) }
        guard points.rank == 2, points.shape == [classes.count, model.card.factors],
          !classes.isEmpty, Set(classes).isSubset(of: known)
        else {
          throw TorchError("`\(name)` is \(points.shape), which is not of this model")
        }
        return (try points.to(.float32), classes)
      }
      guard let train = try labelled("train") else { throw TorchError("there is no `train`") }
      let validation = try labelled("validation")
      return RunEmbeddings(
        train: train.0, trainClasses: train.1, validation: validation?.0,
        validationClasses: validation?.1 ?? [])
    } catch let error as TorchError {
      throw SceneError(
        file: path, problem: "cannot be read as embeddings: \(error.message)",
        remedy: "Train again, or restore the file from a copy")
    }
  }
}
