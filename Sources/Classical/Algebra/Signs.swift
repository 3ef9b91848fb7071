internal import Torch

extension Tensor {
  /// Each row times ±1, so that its entry of largest magnitude is positive: an eigenvector has no
  /// sign of its own.
  func withRowsSigned() throws -> Tensor {
    let places = try magnitude().argmax(1, keep: true)
    let largest = try gathered(places, along: 1)
    let signs = try Tensor.full(1, shape: largest.shape, type: .float64)
    return try self * (-signs).selected(where: largest.less(0), else: signs)
  }

  /// Each column times ±1, in the same way.
  func withColumnsSigned() throws -> Tensor {
    try transposed().contiguous().withRowsSigned().transposed().contiguous()
  }
}
