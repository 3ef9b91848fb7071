internal import Parts

/// A metric or an embedding by name, how many components it keeps, and its options, as one writes
/// them: `kissme`, `pca:30`, `lmnn:iterations=300`, `lfda:5,neighbours=3`.
public struct MethodChoice: Sendable, Equatable, CustomStringConvertible {
  /// What a method learns from.
  public enum Needs: Sendable {
    /// The moments of each class, or of all points: one pass over any number of points.
    case moments
    /// The points themselves; at most so many, if the method states a number.
    case points(most: Int?)
  }

  enum Kind: Sendable {
    case metric(MetricKind)
    case embedding(EmbeddingKind)

    var method: any ClassicalKind {
      switch self {
      case .metric(let kind): kind
      case .embedding(let kind): kind
      }
    }
  }

  let kind: Kind
  /// What differs from the method's defaults.
  private var parameters: [String: Parameter]
  /// Of what is drawn, if the options name none.
  private var seed: UInt64?

  /// A metric.
  ///
  /// - Throws: `PartError` for a name that is no metric's, or options that it does not take.
  public init(metric text: String) throws {
    let (name, words) = Self.parts(of: text)
    try self.init(.metric(MetricKind.named(name)), words, text)
  }

  /// A metric or an embedding.
  ///
  /// - Throws: `PartError` for a name that is no method's, options that it does not take, or an
  ///   embedding that places no new points.
  public init(_ text: String) throws {
    let (name, words) = Self.parts(of: text)
    if let kind = MetricKind.find(name) {
      try self.init(.metric(kind), words, text)
    } else if let kind = EmbeddingKind.find(name) {
      guard kind.newPoints != .refused else {
        throw PartError(
          "`\(kind.name)` (\(kind.title)) has no rule for points that it was not learned from; take "
            + "mds, isomap or another method")
      }
      try self.init(.embedding(kind), words, text)
    } else {
      let near = nearestName(to: name, among: Self.names).map { " (did you mean `\($0)`?)" } ?? ""
      throw PartError(
        "there is no metric or embedding `\(name)`\(near); there are "
          + Self.names.joined(separator: ", "))
    }
  }

  /// An embedding for a picture of some points, which need not place others: `mds`, `tsne`.
  ///
  /// - Throws: `PartError` for a name that is no embedding's, or options that it does not take.
  public init(picture text: String) throws {
    let (name, words) = Self.parts(of: text)
    let kind = try EmbeddingKind.named(name)
    try self.init(.embedding(kind), words, text)
    let flat = parameters.merging(["components": 2]) { own, _ in own }
    if kind.components != nil, (try? EmbeddingKind.make(Part(name, flat))) != nil {
      parameters = flat
    }
  }

  /// - Parameter words: what stands after the colon: components, or `option=value`.
  private init(_ kind: Kind, _ words: [String], _ text: String) throws {
    self.kind = kind
    let method = kind.method
    var parameters: [String: Parameter] = [:]
    for word in words {
      let sides = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        .map(String.init)
      let (key, value) =
        sides.count == 2
        ? (sides[0], Self.parameter(sides[1])) : ("components", Self.parameter(word))
      if sides.count == 1 {
        guard case .number(let number) = value, number >= 1, number == number.rounded() else {
          throw PartError(
            "`\(text)`: after the colon stands how many components to keep, a whole number from 1, "
              + "as in `pca:30`, or an option, as in `lmnn:iterations=300`")
        }
        guard method.options.contains(where: { $0.name == key }) else {
          throw PartError(
            "`\(method.name)` takes no number of components; leave out `:\(word)`")
        }
      }
      guard parameters.updateValue(value, forKey: key) == nil else {
        throw PartError("`\(text)` says `\(key)` twice; say it once")
      }
    }
    self.parameters = parameters
    do {
      switch kind {
      case .metric: _ = try MetricKind.make(part)
      case .embedding: _ = try EmbeddingKind.make(part)
      }
    } catch let error as ClassicalError {
      throw PartError("`\(text)`: \(error.message)")
    }
  }

  private static func parts(of text: String) -> (name: String, words: [String]) {
    let sides = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard sides.count == 2 else { return (text, []) }
    return (
      String(sides[0]),
      sides[1].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    )
  }

  private static func parameter(_ word: String) -> Parameter {
    switch word {
    case "true": .flag(true)
    case "false": .flag(false)
    default: Double(word).flatMap { $0.isFinite ? .number($0) : nil } ?? .text(word)
    }
  }

  /// The same, with a seed of what it draws, if its options name none.
  public func seeded(_ seed: UInt64) -> MethodChoice {
    var copy = self
    copy.seed = seed
    return copy
  }

  /// Every method that places new points, metrics and embeddings.
  public static var names: [String] {
    (MetricKind.names + EmbeddingKind.all.filter { $0.newPoints != .refused }.map(\.name)).sorted()
  }

  public var name: String { kind.method.name }
  public var title: String { kind.method.title }

  /// Components that are asked for; nil for the method's own number.
  public var components: Int? {
    guard case .number(let number)? = parameters["components"] else { return nil }
    return Int(number)
  }

  public var description: String {
    let words =
      (components.map { ["\($0)"] } ?? [])
      + parameters.filter { $0.key != "components" }.sorted { $0.key < $1.key }.map {
        "\($0.key)=\($0.value.shown.replacing("\"", with: ""))"
      }
    return name + (words.isEmpty ? "" : ":" + words.joined(separator: ","))
  }

  public static func == (one: MethodChoice, other: MethodChoice) -> Bool {
    one.description == other.description
  }

  /// Whether it learns from classes.
  public var needsClasses: Bool {
    guard case .metric(let kind) = kind else { return false }
    return kind.supervision != .none
  }

  var part: Part {
    var all = parameters
    if let seed, all["seed"] == nil, kind.method.options.contains(where: { $0.name == "seed" }) {
      // Numbers of options are exact up to 2^53.
      all["seed"] = .number(Double(seed % (1 << 53)))
    }
    return Part(name, all)
  }

  public var needs: Needs {
    get throws {
      let most =
        parameters["points"] ?? kind.method.options.first { $0.name == "points" }?.standard
      switch kind {
      case .metric where try MetricKind.make(part) is any MomentMetric: return .moments
      case .embedding where try EmbeddingKind.make(part) is any MomentEmbedding: return .moments
      case .metric, .embedding:
        guard case .number(let number)? = most else { return .points(most: nil) }
        return .points(most: Int(number))
      }
    }
  }

  /// - Throws: `ClassicalError` for more components or neighbours than there can be.
  public func require(_ ahead: PointsAhead) throws {
    let standards = kind.method.options.map { ($0.name, $0.standard) }
    let all = Dictionary(uniqueKeysWithValues: standards).merging(parameters) { $1 }
    let whole = all.compactMapValues { value -> Int? in
      guard case .number(let number)? = value else { return nil }
      return Int(exactly: number)
    }
    try ahead.require(whole, of: kind.method, isSupervised: needsClasses)
  }
}
