/// A part, such as a loss, by name, with the parameters that differ from its defaults:
/// `circle`, or `{name: circle, m: 0.25}`.
public struct Part: Codable, Equatable, Sendable {
  public var name: String
  public var parameters: [String: Parameter]

  public init(_ name: String, _ parameters: [String: Parameter] = [:]) {
    self.name = name
    self.parameters = parameters
  }

  public init(from decoder: any Decoder) throws {
    if let name = try? decoder.singleValueContainer().decode(String.self) {
      self = Part(name)
      return
    }
    let box = try decoder.container(keyedBy: PartKey.self)
    self = Part(try box.decode(String.self, forKey: PartKey("name")))
    for key in box.allKeys where key.stringValue != "name" {
      parameters[key.stringValue] = try box.decode(Parameter.self, forKey: key)
    }
  }

  public func encode(to encoder: any Encoder) throws {
    if parameters.isEmpty {
      var box = encoder.singleValueContainer()
      return try box.encode(name)
    }
    var box = encoder.container(keyedBy: PartKey.self)
    try box.encode(name, forKey: PartKey("name"))
    for (key, value) in parameters { try box.encode(value, forKey: PartKey(key)) }
  }
}

extension Part: ExpressibleByStringLiteral {
  public init(stringLiteral value: String) { self.init(value) }
}

/// A key of any name.
public struct PartKey: CodingKey {
  public let stringValue: String
  public var intValue: Int? { nil }

  public init(_ name: String) { stringValue = name }
  public init?(stringValue: String) { self.stringValue = stringValue }
  public init?(intValue: Int) { nil }
}
