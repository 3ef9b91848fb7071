/// Reads the parameters of a part by name, and refuses those that the part does not have.
struct ParameterReader {
  private let owner: String
  private let given: [String: MetricParameter]
  private var known: Set<String> = []

  init(_ part: MetricPart, of kind: String) {
    owner = "\(kind) `\(part.name)`"
    given = part.parameters
  }

  mutating func number(_ name: String) throws -> Double? {
    switch value(name) {
    case nil: return nil
    case .number(let number):
      try require(number.isFinite, "\(owner): `\(name)` must be finite, not \(number)")
      return number
    case let other?: throw wrong(name, other, "a number")
    }
  }

  mutating func number(_ name: String, _ standard: Double) throws -> Double {
    try number(name) ?? standard
  }

  /// - Parameter range: of a number that is given; its ends are allowed.
  mutating func number(_ name: String, in range: ClosedRange<Double>) throws -> Double? {
    guard let number = try number(name) else { return nil }
    try require(
      range.contains(number),
      "\(owner): `\(name)` must lie in \(range.lowerBound)…\(range.upperBound), not \(number)")
    return number
  }

  mutating func number(
    _ name: String, _ standard: Double, in range: ClosedRange<Double>
  ) throws -> Double {
    try number(name, in: range) ?? standard
  }

  mutating func whole(_ name: String) throws -> Int? {
    guard let number = try number(name) else { return nil }
    guard let whole = Int(exactly: number) else {
      throw wrong(name, .number(number), "a whole number")
    }
    return whole
  }

  mutating func whole(_ name: String, _ standard: Int) throws -> Int {
    try whole(name) ?? standard
  }

  mutating func flag(_ name: String, _ standard: Bool) throws -> Bool {
    switch value(name) {
    case nil: return standard
    case .flag(let flag): return flag
    case let other?: throw wrong(name, other, "true or false")
    }
  }

  mutating func numbers(_ name: String) throws -> [Double]? {
    switch value(name) {
    case nil: return nil
    case .numbers(let numbers): return numbers
    case let other?: throw wrong(name, other, "a list of numbers")
    }
  }

  /// One of the names of an enumeration.
  mutating func choice<Choice>(_ name: String, _ standard: Choice) throws -> Choice
  where Choice: RawRepresentable & CaseIterable, Choice.RawValue == String {
    let names = Choice.allCases.map(\.rawValue).joined(separator: ", ")
    switch value(name) {
    case nil: return standard
    case .text(let text):
      guard let choice = Choice(rawValue: text) else {
        throw wrong(name, .text(text), "one of \(names)")
      }
      return choice
    case let other?: throw wrong(name, other, "one of \(names)")
    }
  }

  /// To be called when all parameters have been asked for.
  func finish() throws {
    guard let extra = Set(given.keys).subtracting(known).min() else { return }
    let names = known.isEmpty ? "none" : known.sorted().joined(separator: ", ")
    throw MetricLearningError("\(owner) has no parameter `\(extra)`; it has \(names)")
  }

  private mutating func value(_ name: String) -> MetricParameter? {
    known.insert(name)
    return given[name]
  }

  private func wrong(_ name: String, _ value: MetricParameter, _ wanted: String)
    -> MetricLearningError
  {
    let shown =
      switch value {
      case .number(let number): "\(number)"
      case .flag(let flag): "\(flag)"
      case .text(let text): "\"\(text)\""
      case .numbers(let numbers): "\(numbers)"
      }
    return MetricLearningError("\(owner): `\(name)` must be \(wanted), not \(shown)")
  }
}
