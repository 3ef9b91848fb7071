internal import CTorch

// The same elements in another shape or order, and elements picked by index.
extension Tensor {
  /// One length may be −1: it follows from the others.
  public func reshaped(_ shape: [Int]) throws -> Tensor {
    let lengths = shape.map(Int64.init)
    return try tensor { ct_reshape(handle, lengths, Int32(lengths.count), $0) }
  }

  /// Dimensions in another order, without moving elements.
  public func permuted(_ order: [Int]) throws -> Tensor {
    let dims = order.map(Int64.init)
    return try tensor { ct_permute(handle, dims, Int32(dims.count), $0) }
  }

  /// A matrix transposed.
  public func transposed() throws -> Tensor {
    guard rank == 2 else { throw TorchError("a tensor of shape \(shape) is not a matrix") }
    return try permuted([1, 0])
  }

  /// Dimensions of length 1 repeated to the lengths given, without copying.
  public func expanded(_ shape: [Int]) throws -> Tensor {
    let lengths = shape.map(Int64.init)
    return try tensor { ct_expand(handle, lengths, Int32(lengths.count), $0) }
  }

  /// A new dimension of length 1.
  public func unsqueezed(_ dimension: Int) throws -> Tensor {
    try tensor { ct_unsqueeze(handle, Int64(dimension), $0) }
  }

  /// Without a dimension of length 1.
  public func squeezed(_ dimension: Int) throws -> Tensor {
    try tensor { ct_squeeze(handle, Int64(dimension), $0) }
  }

  /// The part `range` of one dimension, without copying.
  public func slice(_ dimension: Int, _ range: Range<Int>) throws -> Tensor {
    try tensor {
      ct_narrow(handle, Int64(dimension), Int64(range.lowerBound), Int64(range.count), $0)
    }
  }

  public func flipped(_ dimensions: [Int]) throws -> Tensor {
    let dims = dimensions.map(Int64.init)
    return try tensor { ct_flip(handle, dims, Int32(dims.count), $0) }
  }

  public static func concatenated(_ tensors: [Tensor], along dimension: Int) throws -> Tensor {
    let handles = tensors.map { Optional($0.handle) }
    return try withExtendedLifetime(tensors) {
      try tensor { ct_concatenate(handles, Int32(handles.count), Int64(dimension), $0) }
    }
  }

  public static func stacked(_ tensors: [Tensor], along dimension: Int = 0) throws -> Tensor {
    let handles = tensors.map { Optional($0.handle) }
    return try withExtendedLifetime(tensors) {
      try tensor { ct_stack(handles, Int32(handles.count), Int64(dimension), $0) }
    }
  }

  /// The slices of one dimension at `indices` (int64, one dimension).
  public func selecting(_ indices: Tensor, along dimension: Int) throws -> Tensor {
    try tensor { ct_index_select(handle, Int64(dimension), indices.handle, $0) }
  }

  /// One element for each of `indices` (int64, same rank) along a dimension.
  public func gathered(_ indices: Tensor, along dimension: Int) throws -> Tensor {
    try tensor { ct_gather(handle, Int64(dimension), indices.handle, $0) }
  }

  /// Indices of the elements that are not zero, one row each, as int64.
  public func nonzero() throws -> Tensor { try tensor { ct_nonzero(handle, $0) } }

  /// 1 at the class of each element of an int64 tensor, else 0, in a new last dimension.
  public func oneHot(_ classes: Int) throws -> Tensor {
    try tensor { ct_one_hot(handle, Int64(classes), $0) }
  }

  /// The diagonal of the last two dimensions.
  public func diagonal() throws -> Tensor { try tensor { ct_diagonal(handle, $0) } }

  /// A matrix with zeros below its `offset`-th diagonal.
  public func upperTriangle(_ offset: Int = 0) throws -> Tensor {
    try tensor { ct_triangle(handle, Int64(offset), $0) }
  }

  /// The elements laid out row-major.
  public func contiguous() throws -> Tensor { try tensor { ct_contiguous(handle, false, $0) } }

  /// An image (N×C×H×W) or volume (N×C×D×H×W) laid out with the channels of a pixel together,
  /// as a cube in pixel order is.
  public func channelsLast() throws -> Tensor { try tensor { ct_contiguous(handle, true, $0) } }
}
