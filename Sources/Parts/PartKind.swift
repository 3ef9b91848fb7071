/// What a part of Facet states of itself: a loss, a network, a split, a baseline.
///
/// Adding one is a file with its `kind`, and a line in the list `all`. Configurations, help, errors
/// and the reference take what they say from it.
public protocol PartKind: Sendable, CustomStringConvertible {
  /// What such parts are called: "loss".
  static var noun: String { get }
  /// All there are.
  static var all: [Self] { get }
  /// Its name in configurations.
  var name: String { get }
  /// Other names that it answers to.
  var otherNames: [String] { get }
  /// One sentence.
  var summary: String { get }
  var options: [PartOption] { get }
}

extension PartKind {
  public var otherNames: [String] { [] }
  public var options: [PartOption] { [] }
  public var description: String { name }

  /// The part of that name; nil if there is none.
  public static func find(_ name: String) -> Self? {
    all.first { $0.name == name || $0.otherNames.contains(name) }
  }

  /// The part of that name.
  ///
  /// - Throws: `PartError` with the name that may be meant, and the names there are.
  public static func named(_ name: String) throws -> Self {
    guard let kind = find(name) else {
      let near = nearestName(to: name, among: names).map { " (did you mean `\($0)`?)" } ?? ""
      throw PartError(
        "there is no \(noun) `\(name)`\(near); there are \(names.joined(separator: ", "))")
    }
    return kind
  }

  /// The names there are, in alphabetical order.
  public static var names: [String] { all.map(\.name).sorted() }

  /// The values of its options.
  ///
  /// - Throws: `PartError` naming the option, the value and what it may be.
  public func values(_ parameters: [String: Parameter]) throws -> PartValues {
    try PartValues(parameters, options: options, owner: "the \(Self.noun) `\(name)`")
  }
}
