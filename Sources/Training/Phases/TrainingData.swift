internal import Foundation
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
  init(
    patches: PatchSource, split: Split, labels: LabelMap, numbers: [Int]
  ) {
    self.patches = patches
    train = split.train
    validation = split.validation
    let index = Dictionary(uniqueKeysWithValues: numbers.enumerated().map { ($1, $0) })
    var classes: [Int: Int] = [:]
    for pixel in split.train + split.validation {
      classes[pixel] = index[Int(labels.values[pixel])]
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
  func classes(of pixels: [Int]) -> [Int] { pixels.map { classOfPixel[$0] ?? 0 } }

  /// One batch as tensors: patches N × r × r × bands in pixel order, class indices N.
  ///
  /// - Parameters:
  ///   - pixels: of the scene.
  ///   - augmentation: nil for patches as they are.
  ///   - seed: of this batch's variation.
  func batch(
    _ pixels: [Int], augmentation: Augmentation?, seed: UInt64, device: Device
  ) throws -> (input: Tensor, labels: Tensor) {
    let side = patches.window
    let shape = [pixels.count, side, side, patches.shape.bands]
    let memory = PatchMemory(count: shape.reduce(1, *))
    patches.gather(
      pixels, augmentation: augmentation, seed: seed, threads: Engine.threads, into: memory.values)
    let input = try Tensor.borrowing(memory.values, shape: shape, owner: memory)
    let labels = try Tensor(pixels.map { Int64(classOfPixel[$0] ?? 0) })
    return (try input.to(device), try labels.to(device))
  }
}

/// Memory of a batch, alive as long as a tensor uses it.
private final class PatchMemory {
  let values: UnsafeMutableBufferPointer<Float>

  init(count: Int) {
    values = .allocate(capacity: count)
  }

  deinit {
    values.deallocate()
  }
}
