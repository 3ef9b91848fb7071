internal import Foundation
internal import MetricLearning
internal import Sampling
internal import Scenes
internal import Torch

/// Patches and class indices of the pixels that a training uses.
struct TrainingData {
  let patches: PatchSource
  let train: [Int]
  let validation: [Int]
  /// Class index (from 0, of the trained classes) by pixel.
  private let classOfPixel: [Int: Int]

  /// - Parameter numbers: class numbers in the order of the model's outputs.
  /// - Throws: `SceneError` if a training or validation pixel is of none of these classes.
  init(
    patches: PatchSource, split: Split, labels: LabelMap, numbers: [Int], file: String
  ) throws {
    self.patches = patches
    train = split.train
    validation = split.validation
    let index = Dictionary(uniqueKeysWithValues: numbers.enumerated().map { ($1, $0) })
    var classes: [Int: Int] = [:]
    for pixel in split.train + split.validation {
      guard let output = index[Int(labels.values[pixel])] else {
        throw SceneError(
          file: file,
          problem: "pixel \(pixel) (row \(pixel / labels.columns), column "
            + "\(pixel % labels.columns)) of the split is "
            + "\(labels.classes.title(of: Int(labels.values[pixel]))), which is not trained",
          remedy: "Make the split again for these labels")
      }
      classes[pixel] = output
    }
    classOfPixel = classes
  }

  /// Patches of pixels whose classes do not matter.
  init(patches: PatchSource) {
    self.patches = patches
    train = []
    validation = []
    classOfPixel = [:]
  }

  /// Class indices of the training pixels, in their order.
  var trainClasses: [Int] { classes(of: train) }

  /// Class indices of training or validation pixels.
  func classes(of pixels: [Int]) -> [Int] {
    pixels.map { pixel in
      guard let output = classOfPixel[pixel] else {
        preconditionFailure("pixel \(pixel) neither trains nor validates")
      }
      return output
    }
  }

  /// Classes with fewer training pixels than `count`, as "name (pixels)".
  ///
  /// - Parameter names: of the classes by index.
  func classes(below count: Int, _ names: [String]) -> [String] {
    let counts = trainClasses.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    return names.indices.filter { counts[$0] ?? 0 < count }
      .map { "\(names[$0]) (\(counts[$0] ?? 0))" }
  }

  /// A loss that compares pixels needs two of a class, or copies of one that differ.
  ///
  /// - Throws: `SceneError` naming the classes that have neither.
  func requirePairs(
    for loss: (any MetricLoss)?, _ names: [String], _ section: FinetuneSection, file: String
  ) throws {
    guard let loss, !(loss is any ClassVectorLoss), section.augmentation == .none else { return }
    let single = classes(below: 2, names)
    guard !single.isEmpty else { return }
    throw SceneError(
      file: file,
      problem: "has classes with one training pixel, \(single.prefix(5).joined(separator: ", ")), "
        + "of which the loss \(section.metric.loss.name) has no pair to compare, since "
        + "finetune.augmentation leaves all copies of a pixel equal",
      remedy: "Label more pixels, leave the classes out with split.without, take a loss with class "
        + "vectors such as cosFace, or let patches vary")
  }

  /// One batch as tensors: patches N × r × r × bands in pixel order, class indices N.
  ///
  /// - Parameters:
  ///   - pixels: of the training or validation side.
  ///   - augmentation: nil for patches as they are.
  ///   - seed: of this batch's variation.
  func batch(
    _ pixels: [Int], augmentation: Augmentation?, seed: UInt64, device: Device
  ) throws -> (input: Tensor, labels: Tensor) {
    let input = try gather(pixels, augmentation: augmentation, seed: seed, device: device)
    let labels = try Tensor.staging([pixels.count], type: .int64, for: device)
    try labels.withElements(Int64.self) { values in
      for (index, output) in classes(of: pixels).enumerated() { values[index] = Int64(output) }
    }
    // A GPU takes both while it is still at the step before.
    return (
      try Transfer(input, to: device).finish(), try Transfer(labels, to: device).finish()
    )
  }

  /// The patches of some pixels of the scene as they are, N × r × r × bands.
  func patches(_ pixels: [Int], device: Device) throws -> Tensor {
    try Transfer(gather(pixels, augmentation: nil, seed: 0, device: device), to: device).finish()
  }

  private func gather(
    _ pixels: [Int], augmentation: Augmentation?, seed: UInt64, device: Device
  ) throws -> Tensor {
    let side = patches.window
    let input = try Tensor.staging([pixels.count, side, side, patches.shape.bands], for: device)
    try input.withElements(Float.self) { values in
      // Few values are gathered sooner than a thread starts.
      let threads = max(1, min(WorkingThreads.count, values.count >> 19))
      try patches.gather(
        pixels, augmentation: augmentation, seed: seed, threads: threads, into: values)
    }
    return input
  }
}
