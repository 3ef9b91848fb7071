/// The values of a part's options: what a configuration gives, and the standards of the rest.
///
/// Only options that the part has declared can be asked for; another is an error of programming.
package struct PartValues {
  private let owner: String
  private let options: [String: PartOption]
  private let given: [String: MetricParameter]

  /// - Throws: `MetricLearningError` for an option that the part does not have, or a value of the
  ///   wrong type or out of its range.
  init(_ part: MetricPart, options: [PartOption], owner: String) throws {
    self.owner = owner
    self.options = Dictionary(uniqueKeysWithValues: options.map { ($0.name, $0) })
    given = part.parameters
    for (name, value) in given.sorted(by: { $0.key < $1.key }) {
      guard let option = self.options[name] else {
        let names = options.isEmpty ? "none" : options.map(\.name).sorted().joined(separator: ", ")
        throw MetricLearningError("\(owner) has no parameter `\(name)`; it has \(names)")
      }
      try check(value, option)
    }
  }

  package func number(_ name: String) -> Double {
    guard let number = optionalNumber(name) else { preconditionFailure(undeclared(name)) }
    return number
  }

  /// nil if it is not given and has no standard.
  package func optionalNumber(_ name: String) -> Double? {
    guard case .number(let number)? = value(name) else { return nil }
    return number
  }

  /// A margin, in the range that the distance allows.
  func margin(_ name: String, of distance: any Distance) throws -> Double {
    guard let margin = try optionalMargin(name, of: distance) else {
      preconditionFailure(undeclared(name))
    }
    return margin
  }

  func optionalMargin(_ name: String, of distance: any Distance) throws -> Double? {
    // A standard is not held to the range of a distance that it was not made for.
    guard case .number(let number)? = given[name] else { return optionalNumber(name) }
    try require(number, in: distance.margins, name)
    return number
  }

  package func whole(_ name: String) -> Int { Int(number(name)) }

  /// nil if it is not given and has no standard.
  package func optionalWhole(_ name: String) -> Int? { optionalNumber(name).map { Int($0) } }

  package func flag(_ name: String) -> Bool {
    guard case .flag(let flag)? = value(name) else { preconditionFailure(undeclared(name)) }
    return flag
  }

  package func numbers(_ name: String) -> [Double]? {
    guard case .numbers(let numbers)? = value(name) else { return nil }
    return numbers
  }

  package func word(_ name: String) -> String {
    guard case .text(let text)? = value(name) else { preconditionFailure(undeclared(name)) }
    return text
  }

  package func choice<Word>(_ name: String) -> Word
  where Word: RawRepresentable & CaseIterable, Word.RawValue == String {
    guard let choice = Word(rawValue: word(name)) else { preconditionFailure(undeclared(name)) }
    return choice
  }

  private func value(_ name: String) -> MetricParameter? {
    guard let option = options[name] else { preconditionFailure(undeclared(name)) }
    return given[name] ?? option.standard
  }

  private func undeclared(_ name: String) -> String {
    "\(owner) does not declare `\(name)` as it uses it"
  }

  private func check(_ value: MetricParameter, _ option: PartOption) throws {
    switch (option.kind, value) {
    case (.number(let range), .number(let number)):
      try requireFinite(number, option.name)
      if let range { try require(number, in: range, option.name) }
    case (.margin, .number(let number)): try requireFinite(number, option.name)
    case (.whole, .number(let number)) where Int(exactly: number) != nil: break
    case (.flag, .flag), (.numbers, .numbers): break
    case (.choice(let words), .text(let text)) where words.contains(text): break
    default:
      throw MetricLearningError(
        "\(owner): `\(option.name)` must be \(option.kind.words), not \(value.shown)")
    }
  }

  private func requireFinite(_ number: Double, _ name: String) throws {
    guard number.isFinite else {
      throw MetricLearningError("\(owner): `\(name)` must be finite, not \(number)")
    }
  }

  private func require(_ number: Double, in range: ClosedRange<Double>, _ name: String) throws {
    guard range.contains(number) else {
      throw MetricLearningError(
        "\(owner): `\(name)` must lie in \(range.lowerBound)…\(range.upperBound), not \(number)")
    }
  }
}

extension PartOption.Kind {
  /// "a number", as errors and references say it.
  public var words: String {
    switch self {
    case .number, .margin: "a number"
    case .whole: "a whole number"
    case .flag: "true or false"
    case .choice(let words): "one of \(words.joined(separator: ", "))"
    case .numbers: "a list of numbers"
    }
  }
}

extension MetricParameter {
  /// As one would write it.
  var shown: String {
    switch self {
    case .number(let number): "\(number)"
    case .flag(let flag): "\(flag)"
    case .text(let text): "\"\(text)\""
    case .numbers(let numbers): "\(numbers)"
    }
  }
}
