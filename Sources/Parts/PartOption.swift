/// An option of a part: what a configuration may say of it.
public struct PartOption: Sendable {
  /// Which values an option takes.
  public enum Kind: Sendable, Equatable {
    /// Any finite number, or one of a range; its ends are allowed.
    case number(ClosedRange<Double>?)
    case whole(ClosedRange<Int>?)
    case flag
    case choice([String])
    case text
    case numbers
    /// Whole numbers, each in the range.
    case wholes(ClosedRange<Int>)
  }

  public let name: String
  public let kind: Kind
  /// What holds if the option is not given; nil if the part then finds a value of its own.
  public let standard: Parameter?
  /// One sentence.
  public let summary: String

  public init(name: String, kind: Kind, standard: Parameter?, summary: String) {
    self.name = name
    self.kind = kind
    self.standard = standard
    self.summary = summary
  }

  public static func number(
    _ name: String, _ standard: Double?, in range: ClosedRange<Double>? = nil, _ summary: String
  ) -> PartOption {
    PartOption(
      name: name, kind: .number(range), standard: standard.map { .number($0) }, summary: summary)
  }

  public static func whole(
    _ name: String, _ standard: Int?, in range: ClosedRange<Int>? = nil, _ summary: String
  ) -> PartOption {
    PartOption(
      name: name, kind: .whole(range), standard: standard.map { .number(Double($0)) },
      summary: summary)
  }

  public static func flag(_ name: String, _ standard: Bool, _ summary: String) -> PartOption {
    PartOption(name: name, kind: .flag, standard: .flag(standard), summary: summary)
  }

  /// Words of any kind; absent unless it is given.
  public static func text(_ name: String, _ summary: String) -> PartOption {
    PartOption(name: name, kind: .text, standard: nil, summary: summary)
  }

  public static func numbers(_ name: String, _ summary: String) -> PartOption {
    PartOption(name: name, kind: .numbers, standard: nil, summary: summary)
  }

  public static func wholes(
    _ name: String, _ standard: [Int], in range: ClosedRange<Int>, _ summary: String
  ) -> PartOption {
    PartOption(
      name: name, kind: .wholes(range), standard: .numbers(standard.map(Double.init)),
      summary: summary)
  }

  public static func choice(
    _ name: String, _ standard: String, of words: [String], _ summary: String
  ) -> PartOption {
    PartOption(name: name, kind: .choice(words), standard: .text(standard), summary: summary)
  }

  public static func choice<Word>(_ name: String, _ standard: Word, _ summary: String) -> PartOption
  where Word: RawRepresentable & CaseIterable, Word.RawValue == String {
    choice(name, standard.rawValue, of: Word.allCases.map(\.rawValue), summary)
  }

  /// What the option must be; nil if it may be `value`.
  public func requirement(brokenBy value: Parameter) -> String? {
    let holds =
      switch (kind, value) {
      case (.number(let range), .number(let number)):
        number.isFinite && range?.contains(number) ?? true
      case (.whole(let range), .number(let number)):
        Int(exactly: number).map { range?.contains($0) ?? true } ?? false
      case (.flag, .flag), (.numbers, .numbers), (.text, .text): true
      case (.choice(let words), .text(let text)): words.contains(text)
      case (.wholes(let range), .numbers(let numbers)):
        !numbers.isEmpty
          && numbers.allSatisfy { Int(exactly: $0).map(range.contains) ?? false }
      case (.number, _), (.whole, _), (.flag, _), (.numbers, _), (.choice, _),
        (.text, _), (.wholes, _):
        false
      }
    return holds ? nil : kind.words
  }
}

extension PartOption.Kind {
  /// "a number", as errors and references say it.
  public var words: String {
    switch self {
    case .number(nil): "a finite number"
    case .number(let range?):
      "a number from \(Parameter.number(range.lowerBound).shown) to "
        + Parameter.number(range.upperBound).shown
    case .whole(nil): "a whole number"
    case .whole(let range?): "a whole number from \(range.lowerBound) to \(range.upperBound)"
    case .flag: "true or false"
    case .choice(let words): "one of \(words.joined(separator: ", "))"
    case .text: "text"
    case .numbers: "a list of numbers"
    case .wholes(let range):
      "a list of whole numbers from \(range.lowerBound) to \(range.upperBound)"
    }
  }
}
