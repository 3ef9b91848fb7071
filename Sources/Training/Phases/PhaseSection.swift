package import Parts
package import Yams

/// A phase as configurations know it: its name, its options, what it refuses, and how it begins.
///
/// A phase is added by one file, which holds its section and its `Phase`, and by one line in
/// `phaseSections`. Configuration, command line, run folders, checkpoints, random streams, reports
/// and studies take it from there.
package protocol PhaseSection: Codable, Equatable, Sendable {
  /// The key of the section, such as "pretrain"; also names files, streams and curves.
  static var name: String { get }
  /// Whether the phase teaches classes, from labelled pixels.
  static var needsClasses: Bool { get }
  /// What a report draws over the epochs beside the loss and the validation pixels' accuracy.
  static var curves: [PhaseCurve] { get }
  /// What each key means, in one sentence: "metric.weight" for a key of a section inside.
  static var notes: [String: String] { get }
  /// Keys, such as "metric.loss", whose value is the name of a part, or a name with parameters, and the
  /// parts there are.
  static var kinds: [String: [any PartKind]] { get }

  /// The defaults of a preset.
  init(_ preset: Preset)

  /// Whether the phase has no steps.
  var isSkipped: Bool { get }

  /// - Parameter configuration: holds this section.
  /// - Throws: `ConfigurationError` for a value that makes no sense.
  func validate(_ rule: Rule, in configuration: Configuration) throws

  /// - Throws: `ConfigurationError` or `SceneError` if the phase cannot be trained on this ground.
  func begin(on start: PhaseStart) throws -> any Phase

  /// The section as it was written, with keys that may stand in two places put into one.
  static func settled(_ written: Node.Mapping, file: String) throws -> Node.Mapping
}

/// All phases, in the order in which they run.
package let phaseSections: [any PhaseSection.Type] = [
  SelfSuperviseSection.self,
  AdaptSection.self,
  PretrainSection.self,
  FinetuneSection.self,
]

extension PhaseSection {
  package static var needsClasses: Bool { true }
  package static var curves: [PhaseCurve] { [] }
  package static var notes: [String: String] { [:] }
  package static var kinds: [String: [any PartKind]] { [:] }
  package static func settled(_ written: Node.Mapping, file: String) throws -> Node.Mapping {
    written
  }

  fileprivate func isEqual(to other: any PhaseSection) -> Bool { self == other as? Self }

  fileprivate static func decode(
    _ container: KeyedDecodingContainer<PhaseSections.Key>
  ) throws -> any PhaseSection {
    try container.decode(Self.self, forKey: PhaseSections.Key(stringValue: name))
  }

  fileprivate func encode(
    to container: inout KeyedEncodingContainer<PhaseSections.Key>
  ) throws {
    try container.encode(self, forKey: PhaseSections.Key(stringValue: Self.name))
  }
}

extension PhaseSection {
  /// The name, of a section whose type is not known.
  package var name: String { Self.name }
  /// Whether it teaches classes.
  package var needsClasses: Bool { Self.needsClasses }
}

/// The sections of all phases in a configuration, keys beside the others.
struct PhaseSections: Codable, Equatable, Sendable {
  private var sections: [any PhaseSection]

  init(_ preset: Preset) {
    sections = phaseSections.map { $0.init(preset) }
  }

  /// In the order in which they run.
  var all: [any PhaseSection] { sections }

  /// The section of a type, which must be registered.
  subscript<Section: PhaseSection>(_ type: Section.Type) -> Section {
    get {
      for case let section as Section in sections { return section }
      preconditionFailure("\(Section.self) is not in phaseSections")
    }
    set {
      for index in sections.indices where sections[index] is Section { sections[index] = newValue }
    }
  }

  static func == (one: PhaseSections, other: PhaseSections) -> Bool {
    one.sections.count == other.sections.count
      && zip(one.sections, other.sections).allSatisfy { $0.isEqual(to: $1) }
  }

  /// Whether both train the phases up to one alike.
  func agree(with other: PhaseSections, through phase: String) -> Bool {
    for (own, theirs) in zip(sections, other.sections) {
      guard own.isEqual(to: theirs) else { return false }
      if own.name == phase { return true }
    }
    return false
  }

  struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    sections = try phaseSections.map { try $0.decode(container) }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    for section in sections { try section.encode(to: &container) }
  }
}
