internal import CTorch

/// How a pooling window becomes one number.
public enum Pooling: Sendable { case max, mean }

extension Tensor {
  /// Pooling over the last `kernel.count` axes of N×C×….
  public func pooled(_ kind: Pooling, kernel: [Int], stride: [Int]? = nil) throws -> Tensor {
    guard stride == nil || stride?.count == kernel.count else {
      throw TorchError("pooling by \(kernel) with a stride of \(stride ?? [])")
    }
    let sizes = kernel.map(Int64.init)
    let strides = (stride ?? kernel).map(Int64.init)
    return try tensor {
      ct_pool(
        kind == .max ? CT_POOL_MAX : CT_POOL_MEAN, handle, sizes, strides, Int32(sizes.count), $0)
    }
  }

  /// Zeroes elements with the given probability and scales the rest up, in training only.
  public func dropout(_ probability: Double, _ mode: Mode) throws -> Tensor {
    guard case .training(let generator) = mode, probability > 0 else { return self }
    return try tensor { ct_dropout(handle, probability, generator.handle, $0) }
  }

  /// max(x, 0) written over the tensor itself, which it returns: for a layer's own fresh output.
  /// What was computed from these elements before must not need them for its gradient; libtorch
  /// refuses `backward` if it does.
  public func rectified() throws -> Tensor {
    try check { ct_relu_in_place(handle) }
    return self
  }

  public func softmax(_ dimension: Int) throws -> Tensor {
    try tensor { ct_softmax(handle, Int64(dimension), false, $0) }
  }

  public func logSoftmax(_ dimension: Int) throws -> Tensor {
    try tensor { ct_softmax(handle, Int64(dimension), true, $0) }
  }
}

/// Mean cross-entropy of logits N×C against class indices N (int64, from 0).
///
/// - Parameters:
///   - logits: N × C.
///   - labels: N class indices, int64.
///   - classWeights: C factors, or nil for equal ones.
///   - labelSmoothing: share of each target spread evenly over the classes, in [0, 1).
public func crossEntropy(
  _ logits: Tensor, _ labels: Tensor, classWeights: Tensor? = nil, labelSmoothing: Double = 0
) throws -> Tensor {
  try tensor {
    ct_cross_entropy(logits.handle, labels.handle, classWeights?.handle, labelSmoothing, $0)
  }
}
