internal import CTorch

/// An n-dimensional array of libtorch: a handle on shared storage, freed with the last reference.
///
/// Operations make new tensors (or views), and throw `TorchError` with libtorch's message where
/// shapes, types or devices do not fit. A tensor belongs to one thread at a time.
public final class Tensor {
  let handle: OpaquePointer

  init(owning handle: OpaquePointer) {
    self.handle = handle
  }

  deinit {
    ct_free(handle)
  }

  /// Length of each dimension.
  public var shape: [Int] {
    withUnsafeTemporaryAllocation(of: Int64.self, capacity: Swift.max(rank, 1)) { lengths in
      ct_shape(handle, lengths.baseAddress)
      return lengths.prefix(rank).map { Int($0) }
    }
  }

  /// Number of dimensions.
  public var rank: Int { Int(ct_rank(handle)) }

  /// Number of elements.
  public var count: Int { shape.reduce(1, *) }

  public var device: Device { Device(index: ct_device_of(handle)) }

  public var elementType: ElementType {
    get throws {
      var code = CT_FLOAT32
      try check { ct_dtype_of(handle, &code) }
      return ElementType(code: code)
    }
  }

  /// Elements to step over for the next index of each dimension.
  public var strides: [Int] {
    var strides = [Int64](repeating: 0, count: Swift.max(rank, 1))
    ct_strides(handle, &strides)
    return strides.prefix(rank).map { Int($0) }
  }
}

extension Tensor {
  /// A tensor that copies Swift values, row-major.
  ///
  /// - Throws: `TorchError` unless `values.count` is the product of `shape`.
  public convenience init<Element: TensorElement>(_ values: [Element], shape: [Int]) throws {
    let copy = try values.withUnsafeBufferPointer { try Tensor.copying($0, shape: shape) }
    self.init(owning: try copy.alias())
  }

  /// A tensor of one dimension.
  public convenience init<Element: TensorElement>(_ values: [Element]) throws {
    try self.init(values, shape: [values.count])
  }

  /// A tensor that copies a buffer, row-major.
  public static func copying<Element: TensorElement>(
    _ values: UnsafeBufferPointer<Element>, shape: [Int]
  ) throws -> Tensor {
    try requireCount(values.count, shape)
    let lengths = shape.map(Int64.init)
    return try tensor {
      ct_from_data(values.baseAddress, Element.elementType.code, lengths, Int32(lengths.count), $0)
    }
  }

  /// A tensor that uses Swift memory without copying; `owner` is kept alive until the last tensor
  /// on that memory ends.
  public static func borrowing<Element: TensorElement>(
    _ values: UnsafeMutableBufferPointer<Element>, shape: [Int], owner: AnyObject
  ) throws -> Tensor {
    try requireCount(values.count, shape)
    let lengths = shape.map(Int64.init)
    let retained = Unmanaged.passRetained(owner)
    do {
      return try tensor {
        ct_borrow(
          values.baseAddress, Element.elementType.code, lengths, Int32(lengths.count),
          { Unmanaged<AnyObject>.fromOpaque($0!).release() }, retained.toOpaque(), $0)
      }
    } catch {
      retained.release()
      throw error
    }
  }

  /// A tensor of equal elements.
  public static func full(
    _ value: Double, shape: [Int], type: ElementType = .float32, device: Device = .cpu
  ) throws -> Tensor {
    let lengths = shape.map(Int64.init)
    return try tensor {
      ct_full(value, type.code, lengths, Int32(lengths.count), device.index, $0)
    }
  }

  /// A float32 tensor on the CPU whose elements are still to be written.
  static func uninitialised(_ shape: [Int]) throws -> Tensor {
    let lengths = shape.map(Int64.init)
    return try tensor { ct_empty(CT_FLOAT32, lengths, Int32(lengths.count), CT_CPU, $0) }
  }

  public static func zeros(
    _ shape: [Int], type: ElementType = .float32, device: Device = .cpu
  ) throws -> Tensor {
    try full(0, shape: shape, type: type, device: device)
  }

  /// A single number, without dimensions.
  public static func scalar(
    _ value: Double, type: ElementType = .float32, device: Device = .cpu
  ) throws -> Tensor {
    try full(value, shape: [], type: type, device: device)
  }

  /// 0, 1, …, count − 1 as int64.
  public static func range(_ count: Int, device: Device = .cpu) throws -> Tensor {
    try tensor { ct_arange(Int64(count), device.index, $0) }
  }

  /// The identity matrix.
  public static func identity(
    _ size: Int, type: ElementType = .float32, device: Device = .cpu
  ) throws -> Tensor {
    try tensor { ct_eye(Int64(size), type.code, device.index, $0) }
  }

  private static func requireCount(_ count: Int, _ shape: [Int]) throws {
    var product = 1
    var overflows = shape.contains { $0 < 0 }
    for length in shape where !overflows {
      (product, overflows) = product.multipliedReportingOverflow(by: length)
    }
    guard !overflows, product == count else {
      throw TorchError("\(count) values do not fill a tensor of shape \(shape)")
    }
  }

  private func alias() throws -> OpaquePointer {
    var copy: OpaquePointer?
    try check { ct_detach(handle, &copy) }
    guard let copy else { throw TorchError("libtorch handed out no tensor") }
    return copy
  }
}

extension Tensor {
  /// All elements, row-major; copied from the tensor's device.
  ///
  /// - Throws: `TorchError` unless the tensor's element type is `Element`'s.
  public func values<Element: TensorElement>(_ type: Element.Type = Element.self) throws
    -> [Element]
  {
    let size = count
    return try [Element](unsafeUninitializedCapacity: size) { buffer, filled in
      try read(into: UnsafeMutableBufferPointer(rebasing: buffer[0..<size]))
      filled = size
    }
  }

  /// Copies all elements, row-major, into a buffer of exactly `count`.
  public func read<Element: TensorElement>(into buffer: UnsafeMutableBufferPointer<Element>) throws
  {
    let own = try elementType
    guard own == Element.elementType else {
      throw TorchError("a tensor of \(own) cannot be read as \(Element.elementType)")
    }
    try check {
      ct_read(handle, buffer.baseAddress, buffer.count * MemoryLayout<Element>.stride)
    }
  }

  /// The only element, as a double.
  public func item() throws -> Double {
    guard count == 1 else { throw TorchError("a tensor of shape \(shape) is not one number") }
    return try to(.float64).values(Double.self)[0]
  }

  /// The elements themselves, for a contiguous tensor on the CPU.
  public func withElements<Element: TensorElement, Result>(
    _ type: Element.Type, _ body: (UnsafeMutableBufferPointer<Element>) throws -> Result
  ) throws -> Result {
    guard try elementType == Element.elementType else {
      throw TorchError("a tensor of \(try elementType) does not hold \(Element.elementType)")
    }
    var data: UnsafeMutableRawPointer?
    try check { ct_data(handle, &data) }
    let start = data?.assumingMemoryBound(to: Element.self)
    defer { withExtendedLifetime(self) {} }
    return try body(UnsafeMutableBufferPointer(start: start, count: count))
  }

  /// The same values in another type or on another device; the tensor itself where nothing changes.
  public func to(_ type: ElementType, device: Device? = nil) throws -> Tensor {
    let target = (device ?? self.device).index
    return try tensor { ct_to(handle, type.code, target, $0) }
  }

  /// The same values on another device; see `Transfer` for a copy that nobody waits for.
  public func to(_ device: Device) throws -> Tensor {
    try to(elementType, device: device)
  }

  /// A copy with storage of its own.
  public func copy() throws -> Tensor { try tensor { ct_clone(handle, $0) } }

  /// Overwrites the elements with those of a tensor of the same shape.
  public func assign(_ source: Tensor) throws {
    guard source.shape == shape else {
      throw TorchError("a tensor of shape \(source.shape) cannot be assigned to one of \(shape)")
    }
    try check { ct_copy_into(handle, source.handle) }
  }
}
