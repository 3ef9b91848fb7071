/// An option of a part, such as a loss or a miner: what a configuration may say of it.
public struct PartOption: Sendable {
  /// Which values an option takes.
  public enum Kind: Sendable, Equatable {
    /// Any finite number, or one of a range; its ends are allowed.
    case number(ClosedRange<Double>?)
    /// A margin on a distance (0 or more) or on a similarity (−1…1 for cosines).
    case margin
    case whole
    case flag
    case choice([String])
    case numbers
  }

  public let name: String
  public let kind: Kind
  /// What holds if the option is not given; nil if the part then finds a value of its own.
  public let standard: MetricParameter?
  /// One sentence.
  public let summary: String

  package static func number(
    _ name: String, _ standard: Double?, in range: ClosedRange<Double>? = nil, _ summary: String
  ) -> PartOption {
    PartOption(
      name: name, kind: .number(range), standard: standard.map { .number($0) }, summary: summary)
  }

  package static func margin(_ name: String, _ standard: Double?, _ summary: String) -> PartOption {
    PartOption(
      name: name, kind: .margin, standard: standard.map { .number($0) }, summary: summary)
  }

  package static func whole(_ name: String, _ standard: Int?, _ summary: String) -> PartOption {
    PartOption(
      name: name, kind: .whole, standard: standard.map { .number(Double($0)) }, summary: summary)
  }

  package static func flag(_ name: String, _ standard: Bool, _ summary: String) -> PartOption {
    PartOption(name: name, kind: .flag, standard: .flag(standard), summary: summary)
  }

  package static func numbers(_ name: String, _ summary: String) -> PartOption {
    PartOption(name: name, kind: .numbers, standard: nil, summary: summary)
  }

  package static func choice(
    _ name: String, _ standard: String, of words: [String], _ summary: String
  ) -> PartOption {
    PartOption(name: name, kind: .choice(words), standard: .text(standard), summary: summary)
  }

  package static func choice<Word>(_ name: String, _ standard: Word, _ summary: String)
    -> PartOption
  where Word: RawRepresentable & CaseIterable, Word.RawValue == String {
    choice(name, standard.rawValue, of: Word.allCases.map(\.rawValue), summary)
  }
}

/// What margins between distances may be.
let gaps = 0.0...1e6

extension Distance {
  /// What a margin on a distance, or a similarity, may be.
  var margins: ClosedRange<Double> {
    self is CosineSimilarity ? -1...1 : isSimilarity ? -1e6...1e6 : gaps
  }
}
