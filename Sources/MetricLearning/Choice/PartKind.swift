/// What a part states of itself: a loss, distance, reducer or miner, and what the room of classical
/// methods offers.
///
/// Adding one is a file with its `kind`, and a line in `Registry.swift` of its room.
public protocol PartKind: Sendable, CustomStringConvertible {
  /// What such parts are called: "loss".
  static var noun: String { get }
  /// All there are.
  static var all: [Self] { get }
  /// Its name in configurations.
  var name: String { get }
  /// One sentence.
  var summary: String { get }
  var options: [PartOption] { get }
}

extension PartKind {
  public var description: String { name }

  /// The part of that name.
  ///
  /// - Throws: `MetricLearningError` with the names there are.
  public static func named(_ name: String) throws -> Self {
    guard let kind = all.first(where: { $0.name == name }) else {
      throw MetricLearningError(
        "there is no \(noun) `\(name)`; there are "
          + all.map(\.name).sorted().joined(separator: ", "))
    }
    return kind
  }

  /// The values of its options.
  ///
  /// - Throws: `MetricLearningError` naming the option, the value and what it may be.
  package func values(_ part: MetricPart) throws -> PartValues {
    try PartValues(part, options: options, owner: "the \(Self.noun) `\(name)`")
  }
}
