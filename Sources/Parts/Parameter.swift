/// A parameter as a configuration gives it: `0.4`, `true`, `semihard` or `[1, 2, 0.5]`.
public enum Parameter: Codable, Equatable, Sendable {
  case number(Double)
  case flag(Bool)
  case text(String)
  case numbers([Double])

  public init(from decoder: any Decoder) throws {
    let box = try decoder.singleValueContainer()
    if let number = try? box.decode(Double.self) {
      self = .number(number)
    } else if let flag = try? box.decode(Bool.self) {
      self = .flag(flag)
    } else if let numbers = try? box.decode([Double].self) {
      self = .numbers(numbers)
    } else if let text = try? box.decode(String.self) {
      self = .text(text)
    } else {
      throw DecodingError.dataCorruptedError(
        in: box,
        debugDescription: "is none of these: a number, true or false, a word, a list of numbers")
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var box = encoder.singleValueContainer()
    switch self {
    case .number(let number): try box.encode(number)
    case .flag(let flag): try box.encode(flag)
    case .text(let text): try box.encode(text)
    case .numbers(let numbers): try box.encode(numbers)
    }
  }
}

extension Parameter: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByStringLiteral
{
  public init(floatLiteral value: Double) { self = .number(value) }
  public init(integerLiteral value: Int) { self = .number(Double(value)) }
  public init(booleanLiteral value: Bool) { self = .flag(value) }
  public init(stringLiteral value: String) { self = .text(value) }
}

extension Parameter {
  /// As one would write it.
  public var shown: String {
    switch self {
    case .number(let number):
      Int(exactly: number).map { "\($0)" } ?? "\(number)"
    case .flag(let flag): "\(flag)"
    case .text(let text): "\"\(text)\""
    case .numbers(let numbers):
      "[" + numbers.map { Parameter.number($0).shown }.joined(separator: ", ") + "]"
    }
  }
}
