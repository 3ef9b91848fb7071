import Torch

/// A random batch: 12 points of 6 elements, 3 of each of 4 classes, in a mixed order.
struct Batch {
  let points: Tensor
  let labels: Tensor
  let classes: [Int64]

  init(seed: UInt64) throws {
    points = try RandomGenerator(seed: seed).normal([12, 6], type: .float64)
    classes = (0..<12).map { Int64(($0 * 7 + Int(seed % 12)) % 4) }
    labels = try Tensor(classes)
  }
}
