internal import CTorch

// Element-by-element operations; shapes broadcast as in libtorch.
extension Tensor {
  private func unary(_ op: ct_unary_op) throws -> Tensor {
    try tensor { ct_unary(op, handle, $0) }
  }

  private func binary(_ op: ct_binary_op, _ other: Tensor) throws -> Tensor {
    try tensor { ct_binary(op, handle, other.handle, $0) }
  }

  private func binary(_ op: ct_binary_op, _ other: Double) throws -> Tensor {
    try tensor { ct_binary_scalar(op, handle, other, $0) }
  }

  public static func + (a: Tensor, b: Tensor) throws -> Tensor { try a.binary(CT_ADD, b) }
  public static func + (a: Tensor, b: Double) throws -> Tensor { try a.binary(CT_ADD, b) }
  public static func + (a: Double, b: Tensor) throws -> Tensor { try b.binary(CT_ADD, a) }
  public static func - (a: Tensor, b: Tensor) throws -> Tensor { try a.binary(CT_SUBTRACT, b) }
  public static func - (a: Tensor, b: Double) throws -> Tensor { try a.binary(CT_SUBTRACT, b) }
  public static func - (a: Double, b: Tensor) throws -> Tensor { try (-b).binary(CT_ADD, a) }
  public static func * (a: Tensor, b: Tensor) throws -> Tensor { try a.binary(CT_MULTIPLY, b) }
  public static func * (a: Tensor, b: Double) throws -> Tensor { try a.binary(CT_MULTIPLY, b) }
  public static func * (a: Double, b: Tensor) throws -> Tensor { try b.binary(CT_MULTIPLY, a) }
  public static func / (a: Tensor, b: Tensor) throws -> Tensor { try a.binary(CT_DIVIDE, b) }
  public static func / (a: Tensor, b: Double) throws -> Tensor { try a.binary(CT_DIVIDE, b) }
  public static prefix func - (a: Tensor) throws -> Tensor { try a.unary(CT_NEGATE) }

  public func exp() throws -> Tensor { try unary(CT_EXP) }
  public func log() throws -> Tensor { try unary(CT_LOG) }
  public func log1p() throws -> Tensor { try unary(CT_LOG1P) }
  public func squareRoot() throws -> Tensor { try unary(CT_SQRT) }
  public func squared() throws -> Tensor { try unary(CT_SQUARE) }
  public func magnitude() throws -> Tensor { try unary(CT_ABS) }
  public func sign() throws -> Tensor { try unary(CT_SIGN) }
  public func relu() throws -> Tensor { try unary(CT_RELU) }
  /// x·Φ(x), with Φ the normal distribution (Hendrycks and Gimpel 2016).
  public func gelu() throws -> Tensor { try unary(CT_GELU) }
  public func sigmoid() throws -> Tensor { try unary(CT_SIGMOID) }
  public func logSigmoid() throws -> Tensor { try unary(CT_LOG_SIGMOID) }
  public func softplus() throws -> Tensor { try unary(CT_SOFTPLUS) }
  public func tanh() throws -> Tensor { try unary(CT_TANH) }
  public func cos() throws -> Tensor { try unary(CT_COS) }
  public func sin() throws -> Tensor { try unary(CT_SIN) }
  public func acos() throws -> Tensor { try unary(CT_ACOS) }
  public func reciprocal() throws -> Tensor { try unary(CT_RECIPROCAL) }
  public func floor() throws -> Tensor { try unary(CT_FLOOR) }
  public func isNaN() throws -> Tensor { try unary(CT_IS_NAN) }
  public func isFinite() throws -> Tensor { try unary(CT_IS_FINITE) }
  /// Logical not, of booleans or of "not zero".
  public func not() throws -> Tensor { try unary(CT_NOT) }

  public func power(_ exponent: Double) throws -> Tensor { try binary(CT_POWER, exponent) }
  public func maximum(_ other: Tensor) throws -> Tensor { try binary(CT_MAXIMUM, other) }
  public func maximum(_ other: Double) throws -> Tensor { try binary(CT_MAXIMUM, other) }
  public func minimum(_ other: Tensor) throws -> Tensor { try binary(CT_MINIMUM, other) }
  public func minimum(_ other: Double) throws -> Tensor { try binary(CT_MINIMUM, other) }
  public func clamped(_ range: ClosedRange<Double>) throws -> Tensor {
    try tensor { ct_clamp(handle, range.lowerBound, range.upperBound, $0) }
  }

  public func equal(_ other: Tensor) throws -> Tensor { try binary(CT_EQUAL, other) }
  public func equal(_ other: Double) throws -> Tensor { try binary(CT_EQUAL, other) }
  public func notEqual(_ other: Tensor) throws -> Tensor { try binary(CT_NOT_EQUAL, other) }
  public func greater(_ other: Tensor) throws -> Tensor { try binary(CT_GREATER, other) }
  public func greater(_ other: Double) throws -> Tensor { try binary(CT_GREATER, other) }
  public func greaterOrEqual(_ other: Tensor) throws -> Tensor {
    try binary(CT_GREATER_EQUAL, other)
  }
  public func greaterOrEqual(_ other: Double) throws -> Tensor {
    try binary(CT_GREATER_EQUAL, other)
  }
  public func less(_ other: Tensor) throws -> Tensor { try binary(CT_LESS, other) }
  public func less(_ other: Double) throws -> Tensor { try binary(CT_LESS, other) }
  public func lessOrEqual(_ other: Tensor) throws -> Tensor { try binary(CT_LESS_EQUAL, other) }
  public func lessOrEqual(_ other: Double) throws -> Tensor { try binary(CT_LESS_EQUAL, other) }
  public func and(_ other: Tensor) throws -> Tensor { try binary(CT_AND, other) }
  public func or(_ other: Tensor) throws -> Tensor { try binary(CT_OR, other) }

  /// Elements of `self` where `condition` holds, else of `other`.
  public func selected(where condition: Tensor, else other: Tensor) throws -> Tensor {
    try tensor { ct_where(condition.handle, handle, other.handle, $0) }
  }

  /// `value` where `mask` holds, else the element; no gradient passes where it holds.
  public func filled(where mask: Tensor, with value: Double) throws -> Tensor {
    try tensor { ct_masked_fill(handle, mask.handle, value, $0) }
  }
}
