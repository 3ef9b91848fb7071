internal import CTorch

// Reductions over some dimensions, or over all where none is named.
extension Tensor {
  private func reduce(_ op: ct_reduction, _ dimensions: [Int], _ keep: Bool) throws -> Tensor {
    let dims = dimensions.map(Int64.init)
    return try tensor { ct_reduce(op, handle, dims, Int32(dims.count), keep, $0) }
  }

  public func sum(_ dimensions: Int..., keep: Bool = false) throws -> Tensor {
    try reduce(CT_SUM, dimensions, keep)
  }
  public func mean(_ dimensions: Int..., keep: Bool = false) throws -> Tensor {
    try reduce(CT_MEAN, dimensions, keep)
  }
  public func max(_ dimensions: Int..., keep: Bool = false) throws -> Tensor {
    try reduce(CT_MAX, dimensions, keep)
  }
  public func min(_ dimensions: Int..., keep: Bool = false) throws -> Tensor {
    try reduce(CT_MIN, dimensions, keep)
  }
  /// log Σ exp, without overflow.
  public func logSumExp(_ dimensions: Int..., keep: Bool = false) throws -> Tensor {
    try reduce(CT_LOG_SUM_EXP, dimensions, keep)
  }
  public func any(_ dimensions: Int..., keep: Bool = false) throws -> Tensor {
    try reduce(CT_ANY, dimensions, keep)
  }
  public func all(_ dimensions: Int..., keep: Bool = false) throws -> Tensor {
    try reduce(CT_ALL, dimensions, keep)
  }
  /// Variance with n − 1 in the denominator.
  public func variance(_ dimensions: Int..., keep: Bool = false) throws -> Tensor {
    try reduce(CT_VARIANCE, dimensions, keep)
  }
  /// Euclidean norm.
  public func norm(_ dimensions: Int..., keep: Bool = false) throws -> Tensor {
    try reduce(CT_NORM, dimensions, keep)
  }

  /// Index of the largest element along a dimension, as int64.
  public func argmax(_ dimension: Int, keep: Bool = false) throws -> Tensor {
    try tensor { ct_argmax(handle, Int64(dimension), keep, $0) }
  }
  /// Index of the smallest element along a dimension, as int64.
  public func argmin(_ dimension: Int, keep: Bool = false) throws -> Tensor {
    try tensor { ct_argmin(handle, Int64(dimension), keep, $0) }
  }

  /// The `count` largest (or smallest) elements along a dimension, in order, and where they are.
  public func top(_ count: Int, along dimension: Int, largest: Bool = true) throws
    -> (values: Tensor, indices: Tensor)
  {
    var values: OpaquePointer?
    var indices: OpaquePointer?
    try check { ct_top(handle, Int64(count), Int64(dimension), largest, &values, &indices) }
    return try Self.pair(values, indices)
  }

  /// The elements in order along a dimension (equal ones keep theirs), and where they were.
  public func sorted(along dimension: Int, descending: Bool = false) throws
    -> (values: Tensor, indices: Tensor)
  {
    var values: OpaquePointer?
    var indices: OpaquePointer?
    try check { ct_sort(handle, Int64(dimension), descending, &values, &indices) }
    return try Self.pair(values, indices)
  }

  public func cumulativeSum(_ dimension: Int) throws -> Tensor {
    try tensor { ct_cumulative_sum(handle, Int64(dimension), $0) }
  }

  /// (Σ|x|^p)^(1/p) along a dimension; p from 1, infinity for the largest magnitude.
  public func norm(p: Double, along dimension: Int, keep: Bool = false) throws -> Tensor {
    try tensor { ct_vector_norm(handle, p, Int64(dimension), keep, $0) }
  }

  /// Row j of the result is the sum of the rows whose index (int64) is j, of `count` rows.
  public func summed(by indices: Tensor, count: Int) throws -> Tensor {
    try tensor { ct_sum_by_index(handle, indices.handle, Int64(count), $0) }
  }

  static func pair(_ first: OpaquePointer?, _ second: OpaquePointer?) throws -> (Tensor, Tensor) {
    guard let first, let second else { throw TorchError("libtorch handed out no tensor") }
    return (Tensor(owning: first), Tensor(owning: second))
  }
}
