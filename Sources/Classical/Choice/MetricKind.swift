public import Parts

/// A metric as it describes itself.
public struct MetricKind: MethodKind {
  public static let noun = "metric"

  /// What a metric learns from beside the points.
  public enum Supervision: Sendable { case none, classes, classesOrPairs }

  public let name: String
  public let title: String
  public let summary: String
  public let paper: String
  public let options: [PartOption]
  public let supervision: Supervision
  public let cost: String
  public let refusal: String
  private let make: @Sendable (PartValues) throws -> any Metric

  init(
    _ name: String, title: String, _ summary: String, paper: String, from supervision: Supervision,
    options: [PartOption] = [], cost: String, refusal: String,
    make: @escaping @Sendable (PartValues) throws -> any Metric
  ) {
    self.name = name
    self.title = title
    self.summary = summary
    self.paper = paper
    self.supervision = supervision
    self.options = options
    self.cost = cost
    self.refusal = refusal
    self.make = make
  }

  /// The metric with the parameters that differ from its defaults.
  ///
  /// - Throws: `PartError` for a parameter that it does not have, or a value of the wrong
  ///   type or out of its range; `ClassicalError` for values that make no sense together.
  public static func make(_ part: Part) throws -> any Metric {
    let kind = try named(part.name)
    return try kind.make(kind.values(part.parameters))
  }
}
