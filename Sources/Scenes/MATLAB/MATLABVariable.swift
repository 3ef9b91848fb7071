internal import CMatIO

/// A variable of a MATLAB file before 7.3, as its header describes it.
struct MATLABVariable: Sendable {
  var name: String
  /// Length of each dimension; the first varies fastest.
  var dimensions: [Int]
  /// Swift's type of the numbers; nil for cells, structures, texts, sparse and complex arrays.
  var element: (any HDF5Element.Type)?
  var isCompressed: Bool

  /// Number of values; nil where it does not fit an `Int`.
  var count: Int? { product(dimensions) }

  /// "cube (145×145×200 uint16)".
  var description: String {
    let type = element.map(storedTypeName) ?? "no plain numbers"
    return "\(name) (\(describe(shape: dimensions)) \(type))"
  }

  /// Nil where the variable has no name or sizes. Only inside the lock.
  init?(_ variable: UnsafeMutablePointer<matvar_t>) {
    let head = variable.pointee
    guard let name = head.name, let lengths = head.dims, 1...32 ~= head.rank else { return nil }
    self.name = String(cString: name)
    dimensions = (0..<Int(head.rank)).map { Int(clamping: lengths[$0]) }
    element = head.isComplex == 0 ? Self.element(of: head.class_type) : nil
    isCompressed = head.compression == MAT_COMPRESSION_ZLIB
  }

  private static func element(of kind: matio_classes) -> (any HDF5Element.Type)? {
    switch kind {
    case MAT_C_DOUBLE: Double.self
    case MAT_C_SINGLE: Float.self
    case MAT_C_INT8: Int8.self
    case MAT_C_UINT8: UInt8.self
    case MAT_C_INT16: Int16.self
    case MAT_C_UINT16: UInt16.self
    case MAT_C_INT32: Int32.self
    case MAT_C_UINT32: UInt32.self
    case MAT_C_INT64: Int64.self
    case MAT_C_UINT64: UInt64.self
    default: nil
    }
  }
}
