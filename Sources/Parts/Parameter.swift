/// A parameter as a configuration gives it: `0.4`, `true`, `semihard` or `[1, 2, 0.5]`.
public enum MetricParameter: Codable, Equatable, Sendable {
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
    } else {
      self = .text(try box.decode(String.self))
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

extension MetricParameter: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByStringLiteral
{
  public init(floatLiteral value: Double) { self = .number(value) }
  public init(integerLiteral value: Int) { self = .number(Double(value)) }
  public init(booleanLiteral value: Bool) { self = .flag(value) }
  public init(stringLiteral value: String) { self = .text(value) }
}

/// A loss, distance, reducer or miner by name, with the parameters that differ from its defaults:
/// `circle`, or `{name: circle, m: 0.25}`.
public struct MetricPart: Codable, Equatable, Sendable {
  public var name: String
  public var parameters: [String: MetricParameter]

  public init(_ name: String, _ parameters: [String: MetricParameter] = [:]) {
    self.name = name
    self.parameters = parameters
  }

  public init(from decoder: any Decoder) throws {
    if let name = try? decoder.singleValueContainer().decode(String.self) {
      self = MetricPart(name)
      return
    }
    let box = try decoder.container(keyedBy: Key.self)
    self = MetricPart(try box.decode(String.self, forKey: Key("name")))
    for key in box.allKeys where key.stringValue != "name" {
      parameters[key.stringValue] = try box.decode(MetricParameter.self, forKey: key)
    }
  }

  public func encode(to encoder: any Encoder) throws {
    if parameters.isEmpty {
      var box = encoder.singleValueContainer()
      return try box.encode(name)
    }
    var box = encoder.container(keyedBy: Key.self)
    try box.encode(name, forKey: Key("name"))
    for (key, value) in parameters { try box.encode(value, forKey: Key(key)) }
  }

  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(_ name: String) { stringValue = name }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }
}

extension MetricPart: ExpressibleByStringLiteral {
  public init(stringLiteral value: String) { self.init(value) }
}
