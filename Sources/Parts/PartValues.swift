/// The values of a part's options: what a configuration gives, and the standards of the rest.
///
/// Only options that the part has declared can be asked for; another is an error of programming.
public struct PartValues: Sendable {
  private let owner: String
  private let options: [String: PartOption]
  private let parameters: [String: Parameter]

  /// - Throws: `PartError` for an option that the part does not have, or a value of the wrong type or
  ///   out of its range.
  public init(_ parameters: [String: Parameter], options: [PartOption], owner: String) throws {
    self.owner = owner
    self.options = Dictionary(uniqueKeysWithValues: options.map { ($0.name, $0) })
    self.parameters = parameters
    for (name, value) in parameters.sorted(by: { $0.key < $1.key }) {
      guard let option = self.options[name] else {
        let names = options.isEmpty ? "none" : options.map(\.name).sorted().joined(separator: ", ")
        throw PartError("\(owner) has no parameter `\(name)`; it has \(names)")
      }
      if let requirement = option.requirement(brokenBy: value) {
        throw PartError("\(owner): `\(name)` must be \(requirement), not \(value.shown)")
      }
    }
  }

  /// What the configuration gives; nil if the standard holds.
  public func given(_ name: String) -> Parameter? { parameters[name] }

  public func number(_ name: String) -> Double {
    guard let number = optionalNumber(name) else { preconditionFailure(undeclared(name)) }
    return number
  }

  /// nil if it is not given and has no standard.
  public func optionalNumber(_ name: String) -> Double? {
    guard case .number(let number)? = value(name) else { return nil }
    return number
  }

  public func whole(_ name: String) -> Int { Int(number(name)) }

  /// nil if it is not given and has no standard.
  public func optionalWhole(_ name: String) -> Int? { optionalNumber(name).map { Int($0) } }

  public func flag(_ name: String) -> Bool {
    guard case .flag(let flag)? = value(name) else { preconditionFailure(undeclared(name)) }
    return flag
  }

  /// nil if it is not given and has no standard.
  public func numbers(_ name: String) -> [Double]? {
    guard case .numbers(let numbers)? = value(name) else { return nil }
    return numbers
  }

  public func wholes(_ name: String) -> [Int] {
    guard let numbers = numbers(name) else { preconditionFailure(undeclared(name)) }
    return numbers.map { Int($0) }
  }

  /// nil if it is not given.
  public func text(_ name: String) -> String? {
    guard case .text(let text)? = value(name) else { return nil }
    return text
  }

  public func word(_ name: String) -> String {
    guard case .text(let text)? = value(name) else { preconditionFailure(undeclared(name)) }
    return text
  }

  public func choice<Word>(_ name: String) -> Word
  where Word: RawRepresentable & CaseIterable, Word.RawValue == String {
    guard let choice = Word(rawValue: word(name)) else { preconditionFailure(undeclared(name)) }
    return choice
  }

  private func value(_ name: String) -> Parameter? {
    guard let option = options[name] else { preconditionFailure(undeclared(name)) }
    return parameters[name] ?? option.standard
  }

  private func undeclared(_ name: String) -> String {
    "\(owner) does not declare `\(name)` as it uses it"
  }
}
