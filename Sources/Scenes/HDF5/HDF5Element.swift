import CHDF5

/// A number type of Swift that HDF5 can read into and write from, converting from and to whatever
/// number type the file holds.
package protocol HDF5Element: BitwiseCopyable, Sendable, Numeric, Comparable {
  /// The HDF5 type of this element **in memory**; always this one is passed to a read, never the
  /// file's, whose elements may be wider.
  static var hdf5MemoryType: Int64 { get }
  /// The value as a double; integers beyond 2⁵³ are rounded.
  var asDouble: Double { get }
  /// The value as a float.
  var asFloat: Float { get }
}

extension HDF5Element {
  /// Bytes of an element.
  static var byteCount: Int { MemoryLayout<Self>.stride }
}

extension UInt8: HDF5Element {
  package static var hdf5MemoryType: Int64 { facet_h5_native_uint8() }
  package var asDouble: Double { Double(self) }
  package var asFloat: Float { Float(self) }
}
extension Int8: HDF5Element {
  package static var hdf5MemoryType: Int64 { facet_h5_native_int8() }
  package var asDouble: Double { Double(self) }
  package var asFloat: Float { Float(self) }
}
extension UInt16: HDF5Element {
  package static var hdf5MemoryType: Int64 { facet_h5_native_uint16() }
  package var asDouble: Double { Double(self) }
  package var asFloat: Float { Float(self) }
}
extension Int16: HDF5Element {
  package static var hdf5MemoryType: Int64 { facet_h5_native_int16() }
  package var asDouble: Double { Double(self) }
  package var asFloat: Float { Float(self) }
}
extension UInt32: HDF5Element {
  package static var hdf5MemoryType: Int64 { facet_h5_native_uint32() }
  package var asDouble: Double { Double(self) }
  package var asFloat: Float { Float(self) }
}
extension Int32: HDF5Element {
  package static var hdf5MemoryType: Int64 { facet_h5_native_int32() }
  package var asDouble: Double { Double(self) }
  package var asFloat: Float { Float(self) }
}
extension UInt64: HDF5Element {
  package static var hdf5MemoryType: Int64 { facet_h5_native_uint64() }
  package var asDouble: Double { Double(self) }
  package var asFloat: Float { Float(self) }
}
extension Int64: HDF5Element {
  package static var hdf5MemoryType: Int64 { facet_h5_native_int64() }
  package var asDouble: Double { Double(self) }
  package var asFloat: Float { Float(self) }
}
extension Float: HDF5Element {
  package static var hdf5MemoryType: Int64 { facet_h5_native_float() }
  package var asDouble: Double { Double(self) }
  package var asFloat: Float { self }
}
extension Double: HDF5Element {
  package static var hdf5MemoryType: Int64 { facet_h5_native_double() }
  package var asDouble: Double { self }
  package var asFloat: Float { Float(self) }
}

/// What the elements of a dataset or attribute in a file are.
package enum HDF5StoredType: Equatable, Sendable {
  case integer(bytes: Int, signed: Bool)
  case float(bytes: Int)
  case string
  case other

  init(of type: hid_t) {
    let bytes = Int(H5Tget_size(type))
    guard Self.isInside(type, bits: bytes * 8) else {
      self = .other
      return
    }
    switch H5Tget_class(type) {
    case H5T_INTEGER: self = .integer(bytes: bytes, signed: H5Tget_sign(type) == H5T_SGN_2)
    case H5T_ENUM: self = .integer(bytes: bytes, signed: H5Tget_sign(type) == H5T_SGN_2)
    case H5T_FLOAT: self = .float(bytes: bytes)
    case H5T_STRING: self = .string
    default: self = .other
    }
  }

  /// Whether the parts of a number lie inside of its bytes. HDF5 up to 1.10 does not ask, and where
  /// they do not, its conversions read and write beyond their memory.
  private static func isInside(_ type: hid_t, bits: Int) -> Bool {
    let kind = H5Tget_class(type)
    guard kind == H5T_INTEGER || kind == H5T_FLOAT else { return true }
    let (offset, precision) = (Int(H5Tget_offset(type)), Int(H5Tget_precision(type)))
    guard offset >= 0, precision > 0, offset <= bits, precision <= bits - offset else {
      return false
    }
    guard kind == H5T_FLOAT else { return true }
    var (sign, exponent, exponentBits, mantissa, mantissaBits) = (0, 0, 0, 0, 0)
    guard H5Tget_fields(type, &sign, &exponent, &exponentBits, &mantissa, &mantissaBits) >= 0 else {
      return false
    }
    return [(sign, 1), (exponent, exponentBits), (mantissa, mantissaBits)].allSatisfy {
      0...bits ~= $0.0 && 0...bits - $0.0 ~= $0.1
    }
  }

  /// "uint16", "float32", "string", …
  package var name: String {
    switch self {
    case .integer(let bytes, let signed): "\(signed ? "int" : "uint")\(bytes * 8)"
    case .float(let bytes): "float\(bytes * 8)"
    case .string: "string"
    case .other: "a type that is no number"
    }
  }

  package var isNumeric: Bool {
    switch self {
    case .integer, .float: true
    case .string, .other: false
    }
  }

  /// The smallest Swift type that holds every stored value; double for those wider than any.
  package var element: any HDF5Element.Type {
    switch self {
    case .integer(1, let signed): signed ? Int8.self : UInt8.self
    case .integer(2, let signed): signed ? Int16.self : UInt16.self
    case .integer(3...4, let signed): signed ? Int32.self : UInt32.self
    case .integer(5...8, let signed): signed ? Int64.self : UInt64.self
    case .float(1...4): Float.self
    default: Double.self
    }
  }
}
