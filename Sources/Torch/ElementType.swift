internal import CTorch

/// The number types of tensors.
public enum ElementType: String, Sendable, CaseIterable {
  case uint8, int64, float32, float64, bool, bfloat16

  var code: ct_dtype {
    switch self {
    case .uint8: CT_UINT8
    case .int64: CT_INT64
    case .float32: CT_FLOAT32
    case .float64: CT_FLOAT64
    case .bool: CT_BOOL
    case .bfloat16: CT_BFLOAT16
    }
  }

  init(code: ct_dtype) {
    switch code {
    case CT_UINT8: self = .uint8
    case CT_INT64: self = .int64
    case CT_FLOAT64: self = .float64
    case CT_BOOL: self = .bool
    case CT_BFLOAT16: self = .bfloat16
    default: self = .float32
    }
  }

  /// Size of one element in bytes.
  public var bytes: Int {
    switch self {
    case .uint8, .bool: 1
    case .bfloat16: 2
    case .float32: 4
    case .int64, .float64: 8
    }
  }
}

/// A Swift number that a tensor can hold as it is.
public protocol TensorElement: BitwiseCopyable, Sendable {
  static var elementType: ElementType { get }
}
extension UInt8: TensorElement { public static var elementType: ElementType { .uint8 } }
extension Int64: TensorElement { public static var elementType: ElementType { .int64 } }
extension Float: TensorElement { public static var elementType: ElementType { .float32 } }
extension Double: TensorElement { public static var elementType: ElementType { .float64 } }
