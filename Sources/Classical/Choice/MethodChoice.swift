internal import Parts
public import Torch

/// A metric or an embedding by name, and how many components it keeps, as one writes it: `kissme`,
/// `pca:30`.
public struct MethodChoice: Sendable, Equatable, CustomStringConvertible {
  /// What a method learns from.
  public enum Needs: Sendable {
    /// The moments of each class, or of all points: one pass over any number of points.
    case moments
    /// The points themselves; at most so many, if the method states a number.
    case points(most: Int?)
  }

  /// What a method has learned.
  public struct Placement {
    public let map: any PointMap
    /// What the caller should tell the user.
    public let notes: [String]
  }

  private enum Kind: Sendable {
    case metric(MetricKind)
    case embedding(EmbeddingKind)

    var method: any MethodKind {
      switch self {
      case .metric(let kind): kind
      case .embedding(let kind): kind
      }
    }
  }

  private let kind: Kind
  /// nil for the method's own number.
  public let components: Int?

  /// A metric.
  ///
  /// - Throws: `PartError` for a name that is no metric's, or components that it does not take.
  public init(metric text: String) throws {
    let (name, components) = try Self.parts(of: text)
    try self.init(.metric(MetricKind.named(name)), components)
  }

  /// A metric or an embedding.
  ///
  /// - Throws: `PartError` for a name that is no method's, components that it does not take, or an
  ///   embedding that places no new points.
  public init(_ text: String) throws {
    let (name, components) = try Self.parts(of: text)
    if let kind = MetricKind.find(name) {
      try self.init(.metric(kind), components)
    } else if let kind = EmbeddingKind.find(name) {
      guard kind.newPoints != .refused else {
        throw PartError(
          "`\(kind.name)` (\(kind.title)) has no rule for points that it was not learned from; take "
            + "mds, isomap or another method")
      }
      try self.init(.embedding(kind), components)
    } else {
      let near = nearestName(to: name, among: Self.names).map { " (did you mean `\($0)`?)" } ?? ""
      throw PartError(
        "there is no metric or embedding `\(name)`\(near); there are "
          + Self.names.joined(separator: ", "))
    }
  }

  private init(_ kind: Kind, _ components: Int?) throws {
    self.kind = kind
    self.components = components
    let method = kind.method
    if let components, !method.options.contains(where: { $0.name == "components" }) {
      throw PartError(
        "`\(method.name)` keeps all directions and takes no number of components; leave out "
          + "`:\(components)`")
    }
  }

  private static func parts(of text: String) throws -> (name: String, components: Int?) {
    let words = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard words.count == 2 else { return (text, nil) }
    guard let components = Int(words[1]), components > 0 else {
      throw PartError(
        "`\(text)`: after the colon stands how many components to keep, a whole number from 1, as in "
          + "`pca:30`")
    }
    return (String(words[0]), components)
  }

  /// Every method that places new points, metrics and embeddings.
  public static var names: [String] {
    (MetricKind.names + EmbeddingKind.all.filter { $0.newPoints != .refused }.map(\.name)).sorted()
  }

  public var name: String { kind.method.name }
  public var title: String { kind.method.title }

  public var description: String {
    name + (components.map { ":\($0)" } ?? "")
  }

  public static func == (one: MethodChoice, other: MethodChoice) -> Bool {
    one.description == other.description
  }

  /// Whether it learns from classes.
  public var needsClasses: Bool {
    guard case .metric(let kind) = kind else { return false }
    return kind.supervision != .none
  }

  private var part: Part {
    Part(kind.method.name, components.map { ["components": .number(Double($0))] } ?? [:])
  }

  public var needs: Needs {
    get throws {
      let most = kind.method.options.first { $0.name == "points" }?.standard
      switch kind {
      case .metric where try MetricKind.make(part) is any MomentMetric: return .moments
      case .embedding where try EmbeddingKind.make(part) is any MomentEmbedding: return .moments
      case .metric, .embedding:
        guard case .number(let number)? = most else { return .points(most: nil) }
        return .points(most: Int(number))
      }
    }
  }

  /// Learns from points.
  ///
  /// - Parameters:
  ///   - points: N × d, finite.
  ///   - labels: of each; what needs no classes does not look at them.
  /// - Throws: `ClassicalError` if they do not suffice.
  public func fit(_ points: Tensor, labels: [Int]) throws -> Placement {
    switch kind {
    case .metric:
      let fitted = try MetricKind.make(part).fit(LabelledPoints(points, labels: labels))
      return Placement(map: fitted.map, notes: fitted.notes)
    case .embedding:
      let fitted = try EmbeddingKind.make(part).fit(Points(points))
      guard case .placed(let map) = fitted.newPoints else {
        throw ClassicalError("\(title) of these points places no others.")
      }
      return Placement(map: map, notes: fitted.notes)
    }
  }

  /// Learns from moments of each class; those of one class, if it needs none.
  ///
  /// - Throws: `ClassicalError` if they do not suffice, or the method needs the points.
  public func fit(_ moments: ClassMoments) throws -> Placement {
    switch kind {
    case .metric:
      if let metric = try MetricKind.make(part) as? any MomentMetric {
        let fitted = try metric.fit(moments)
        return Placement(map: fitted.map, notes: fitted.notes)
      }
    case .embedding:
      if let embedding = try EmbeddingKind.make(part) as? any MomentEmbedding {
        let fitted = try embedding.fit(moments.total())
        return Placement(map: fitted.map, notes: fitted.notes)
      }
    }
    throw ClassicalError("\(title) is learned from points, not from their moments.")
  }
}
