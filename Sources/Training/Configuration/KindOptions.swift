public import Parts
internal import Yams

/// The kind that a section chooses, and all options of that kind; their keys stand beside the
/// others of the section: `network: {kind: 2-D, window: 9, width: 32}`.
public struct KindOptions<Kind: PartKind & Equatable>: Equatable, Sendable {
  public let kind: Kind
  private var values: [String: Parameter]

  /// The standards of a kind.
  init(_ kind: Kind) {
    self.kind = kind
    values = Dictionary(
      uniqueKeysWithValues: kind.options.compactMap { option in
        option.standard.map { (option.name, $0) }
      })
  }

  /// Every option that has a value.
  var all: [String: Parameter] { values }

  /// The value of an option; nil if it has none, or the kind has no such option.
  public subscript(name: String) -> Parameter? {
    get { values[name] }
    set { values[name] = newValue }
  }

  func validate(_ rule: Rule, check: ([String: Parameter]) throws -> Void) throws {
    for option in kind.options {
      guard let value = values[option.name],
        let requirement = option.requirement(brokenBy: value)
      else { continue }
      try rule.require(false, option.name, is: value.shown, must: requirement)
    }
    do {
      try check(values)
    } catch let error as PartError where error.requirement != nil {
      guard let requirement = error.requirement else { return }
      let value = values[requirement.option]?.shown ?? "absent"
      try rule.require(false, requirement.option, is: value, must: requirement.words)
    } catch {
      throw ConfigurationError(
        file: rule.file, key: rule.section, problem: "makes no sense: \(error)")
    }
  }

  init(from container: KeyedDecodingContainer<PartKey>) throws {
    let word = try container.decode(String.self, forKey: PartKey("kind"))
    guard let kind = Kind.find(word) else {
      throw DecodingError.dataCorruptedError(
        forKey: PartKey("kind"), in: container,
        debugDescription: wrongChoice(
          word, of: Kind.all.map(\.name) + Kind.all.flatMap(\.otherNames)))
    }
    self.init(kind)
    for option in kind.options {
      let key = PartKey(option.name)
      guard container.contains(key) else { continue }
      values[option.name] =
        option.standard == nil
        ? try container.decodeIfPresent(Parameter.self, forKey: key)
        : try container.decode(Parameter.self, forKey: key)
    }
  }

  func encode(to container: inout KeyedEncodingContainer<PartKey>) throws {
    try container.encode(kind.name, forKey: PartKey("kind"))
    for option in kind.options {
      try container.encode(values[option.name], forKey: PartKey(option.name))
    }
  }

  /// A section as it was written, without what says nothing: versions before 0.2 wrote the options of
  /// all kinds into a run's configuration.
  ///
  /// - Parameters:
  ///   - standard: the kind of a section that names none.
  ///   - common: keys of every kind; a section that has them all was written by Facet.
  static func settled(
    _ written: Node.Mapping, standard: Kind, common: [String]
  ) -> Node.Mapping {
    guard common.allSatisfy({ written[$0] != nil }),
      let kind = Kind.find(written["kind"]?.scalar?.string ?? standard.name)
    else { return written }
    let own = Set(kind.options.map(\.name))
    let foreign = Set(Kind.all.flatMap(\.options).map(\.name)).subtracting(own)
    var settled = Node.Mapping([])
    for (key, value) in written where !foreign.contains(key.scalar?.string ?? "") {
      settled[key] = value
    }
    return settled
  }
}
