internal import Foundation
internal import Scenes
internal import Torch

/// What a run's model makes of its training and validation pixels, with their classes: what
/// prototypes, neighbours and thresholds come from. Kept in the run's folder as
/// `embeddings.safetensors`.
public struct RunEmbeddings {
  /// N pixels, float32 on the CPU.
  public var train: PixelFeatures
  /// The class number of each.
  public var trainClasses: [Int]
  /// M pixels; nil without validation pixels.
  public var validation: PixelFeatures?
  public var validationClasses: [Int]
  /// Class numbers of pixels of the run's own scene by which classes were added after training.
  public var added: [Int: Int] = [:]

  public init(
    train: PixelFeatures, trainClasses: [Int], validation: PixelFeatures?,
    validationClasses: [Int]
  ) {
    self.train = train
    self.trainClasses = trainClasses
    self.validation = validation
    self.validationClasses = validationClasses
  }

  func save(_ path: String) throws {
    var tensors = [
      "train": train.embeddings, "trainResponses": train.responses,
      "trainClasses": try Tensor(trainClasses.map(Int64.init)),
    ]
    if let validation {
      tensors["validation"] = validation.embeddings
      tensors["validationResponses"] = validation.responses
      tensors["validationClasses"] = try Tensor(validationClasses.map(Int64.init))
    }
    if !added.isEmpty {
      let pairs = added.sorted { $0.key < $1.key }
      tensors["added"] = try Tensor(
        pairs.flatMap { [Int64($0.key), Int64($0.value)] }, shape: [pairs.count, 2])
    }
    try writeFile(try Safetensors(tensors: tensors).encoded(), to: path)
  }

  /// - Throws: `SceneError` if the file is missing, damaged, or not of this model.
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
      func labelled(_ name: String) throws -> (PixelFeatures, [Int])? {
        guard let points = tensors[name], let labels = tensors["\(name)Classes"] else { return nil }
        guard let responses = tensors["\(name)Responses"] else {
          throw TorchError("there is no `\(name)Responses`, which earlier versions left out")
        }
        let classes = try labels.to(.int64).values(Int64.self).map { Int($0) }
        guard points.shape == [classes.count, model.card.factors], responses.rank == 2,
          responses.shape[0] == classes.count, responses.shape[1] > 0,
          !classes.isEmpty, Set(classes).isSubset(of: known)
        else {
          throw TorchError(
            "`\(name)` is \(points.shape) with responses \(responses.shape), which is not of this "
              + "model")
        }
        return (
          PixelFeatures(responses: try responses.to(.float32), embeddings: try points.to(.float32)),
          classes
        )
      }
      guard let train = try labelled("train") else { throw TorchError("there is no `train`") }
      let validation = try labelled("validation")
      var found = RunEmbeddings(
        train: train.0, trainClasses: train.1, validation: validation?.0,
        validationClasses: validation?.1 ?? [])
      if let pairs = tensors["added"] {
        let values = try pairs.to(.int64).values(Int64.self).map { Int($0) }
        let places = stride(from: 0, to: values.count, by: 2)
        guard pairs.rank == 2, pairs.shape[1] == 2, places.allSatisfy({ values[$0] >= 0 }),
          places.allSatisfy({ known.contains(values[$0 + 1]) })
        else { throw TorchError("`added` is \(pairs.shape), which is not of this model") }
        for place in places { found.added[values[place]] = values[place + 1] }
      }
      return found
    } catch let error as TorchError {
      throw SceneError(
        file: path, problem: "cannot be read as embeddings: \(error.message)",
        remedy: "Train again, or restore the file from a copy")
    }
  }
}
