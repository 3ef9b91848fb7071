public import Parts

/// An embedding as it describes itself.
public struct EmbeddingKind: MethodKind {
  public static let noun = "embedding"

  /// Where points get their place that the embedding was not learned from.
  public enum NewPoints: Sendable {
    /// By a linear map: as the others.
    case linear
    /// By a formula over the points learned from; its equation is in the method's file.
    case extended
    /// Nowhere.
    case refused
  }

  public let name: String
  public let otherNames: [String]
  public let title: String
  public let summary: String
  public let paper: String
  public let options: [PartOption]
  public let newPoints: NewPoints
  public let cost: String
  public let refusal: String
  private let make: @Sendable (PartValues) throws -> any Embedding

  init(
    _ name: String, or otherNames: [String] = [], title: String, _ summary: String, paper: String,
    newPoints: NewPoints, options: [PartOption], cost: String, refusal: String,
    make: @escaping @Sendable (PartValues) throws -> any Embedding
  ) {
    self.name = name
    self.otherNames = otherNames
    self.title = title
    self.summary = summary
    self.paper = paper
    self.newPoints = newPoints
    self.options = options
    self.cost = cost
    self.refusal = refusal
    self.make = make
  }

  /// The embedding with the parameters that differ from its defaults.
  ///
  /// - Throws: `PartError` for a parameter that it does not have, or a value of the wrong
  ///   type or out of its range; `ClassicalError` for values that make no sense together.
  public static func make(_ part: Part) throws -> any Embedding {
    let kind = try named(part.name)
    return try kind.make(kind.values(part.parameters))
  }
}
