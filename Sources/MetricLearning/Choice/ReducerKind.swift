public import Parts

/// A reducer as it describes itself.
public struct ReducerKind: PartKind {
  public static let noun = "reducer"

  public let name: String
  public let summary: String
  public let options: [PartOption]
  private let make: @Sendable (PartValues) throws -> any Reducer

  init(
    _ name: String, _ summary: String, options: [PartOption] = [],
    make: @escaping @Sendable (PartValues) throws -> any Reducer
  ) {
    self.name = name
    self.summary = summary
    self.options = options
    self.make = make
  }

  func make(_ part: Part) throws -> any Reducer { try make(values(part.parameters)) }
}
