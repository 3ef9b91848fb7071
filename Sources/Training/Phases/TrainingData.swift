internal import Foundation
package import Sampling
package import Scenes
package import Torch

/// Patches with their classes, as a network takes them.
package struct LabelledBatch {
  /// N × r × r × bands, in pixel order.
  package let input: Tensor
  /// Class indices from 0, N, int64.
  package let labels: Tensor

  package var count: Int { labels.shape[0] }
}

/// Patches and class indices of the pixels that a training uses.
package struct TrainingData {
  package let patches: PatchSource
  package let train: [Int]
  package let validation: [Int]
  /// Where pixels without a class come from; nil if no phase may ask for them.
  package var unlabelled: UnlabelledGround?
  /// Pixels without a label that a map has given a class, which training takes for one.
  package let walked: [Int]
  /// Class index (from 0, of the trained classes) by pixel.
  private let classOfPixel: [Int: Int]

  /// - Parameters:
  ///   - numbers: class numbers in the order of the model's outputs.
  ///   - walked: class numbers by pixel that a map has given; labelled pixels keep their own.
  /// - Throws: `SceneError` if a training or validation pixel is of none of these classes.
  package init(
    patches: PatchSource, split: Split, labels: LabelMap, numbers: [Int],
    walked: [Int: UInt16] = [:], file: String
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
    for (pixel, number) in walked where classes[pixel] == nil {
      classes[pixel] = index[Int(number)]
    }
    self.walked = walked.keys.filter { index[Int(walked[$0] ?? 0)] != nil }.sorted()
      .filter { [known = Set(split.train + split.validation)] in !known.contains($0) }
    classOfPixel = classes
  }

  /// Patches of pixels whose classes do not matter.
  package init(patches: PatchSource) {
    self.patches = patches
    train = []
    validation = []
    walked = []
    classOfPixel = [:]
  }

  /// Class indices of the training pixels, in their order.
  package var trainClasses: [Int] { classes(of: train) }

  /// The pixels that teach classes: the training pixels, then those that a map has given a class.
  package var taught: [Int] { train + walked }

  /// Their class indices, in their order.
  package var taughtClasses: [Int] { classes(of: taught) }

  /// Class indices of pixels that teach or validate.
  package func classes(of pixels: [Int]) -> [Int] {
    pixels.map { pixel in
      guard let output = classOfPixel[pixel] else {
        preconditionFailure("pixel \(pixel) neither teaches nor validates")
      }
      return output
    }
  }

  /// Classes with fewer pixels that teach than `count`, as "name (pixels)".
  ///
  /// - Parameter names: of the classes by index.
  package func classes(below count: Int, _ names: [String]) -> [String] {
    let counts = taughtClasses.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    return names.indices.filter { counts[$0] ?? 0 < count }
      .map { "\(names[$0]) (\(counts[$0] ?? 0))" }
  }

  /// One batch as tensors.
  ///
  /// - Parameters:
  ///   - pixels: of the training or validation side.
  ///   - augmentation: nil for patches as they are.
  ///   - seed: of this batch's variation.
  package func batch(
    _ pixels: [Int], augmentation: Augmentation?, seed: UInt64, device: Device
  ) throws -> LabelledBatch {
    let input = try gather(pixels, augmentation: augmentation, seed: seed, device: device)
    let labels = try Tensor.staging([pixels.count], type: .int64, for: device)
    try labels.withElements(Int64.self) { values in
      for (index, output) in classes(of: pixels).enumerated() { values[index] = Int64(output) }
    }
    // A GPU takes both while it is still at the step before.
    return LabelledBatch(
      input: try Transfer(input, to: device).finish(),
      labels: try Transfer(labels, to: device).finish())
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
