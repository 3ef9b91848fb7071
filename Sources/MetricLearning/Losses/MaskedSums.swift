internal import Torch

extension Tensor {
  /// log Σ exp over the elements of each row (or column) where `mask` holds.
  ///
  /// An empty sum gives −1e30, which behaves like log 0 and has a gradient of 0.
  func logSumExp(where mask: Tensor, along dimension: Int = 1) throws -> Tensor {
    let kept = try filled(where: mask.not(), with: emptySum).logSumExp(dimension)
    return try kept.filled(where: mask.any(dimension).not(), with: emptySum)
  }

  /// Σ over the elements of each row where `mask` holds.
  func sum(where mask: Tensor, along dimension: Int = 1) throws -> Tensor {
    try filled(where: mask.not(), with: 0).sum(dimension)
  }

  /// log(exp x + exp y), without overflow.
  func logAddExp(_ other: Tensor) throws -> Tensor {
    let larger = try maximum(other)
    let gap = try (self - other).magnitude()
    return try larger + (-gap).exp().log1p()
  }

  /// log(1 + exp x) to the last digit; libtorch's softplus is linear above 20.
  func exactSoftplus() throws -> Tensor { try -(-self).logSigmoid() }

  /// How many elements of a mask hold.
  func trueCount() throws -> Int { Int(try to(.float64).sum().item()) }

  /// Each row divided by its p-norm; a row shorter than 1e-12 by that.
  func normalised(p: Double = 2, along dimension: Int = 1) throws -> Tensor {
    try self / norm(p: p, along: dimension, keep: true).maximum(1e-12)
  }

  /// The elements of a matrix at (row, column) for every entry of two int64 lists.
  func elements(_ rows: Tensor, _ columns: Tensor) throws -> Tensor {
    let width = try Tensor([Int64(shape[1])]).to(device)
    return try reshaped([-1]).selecting(rows * width + columns, along: 0)
  }
}

/// Stands for log 0 in float32 and float64 alike.
let emptySum = -1e30
