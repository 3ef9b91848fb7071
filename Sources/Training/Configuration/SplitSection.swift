public import Parts
public import Sampling
public import Scenes
internal import Yams

/// How labelled pixels are divided into those that teach and those that judge.
public struct SplitSection: Equatable, Sendable {
  /// Which split, and its own options.
  public var options: KindOptions<SplitKind>
  /// Share of the training side that does not train: methods are chosen by it, and thresholds of
  /// rejection calibrated. Of blocks it costs more than itself: what lies near a validation block
  /// does not train either; 0 for none.
  public var validation = 0.05
  /// Codes of classes that nothing is learned of: all their pixels test, so that a map can be judged
  /// on what it has never seen.
  public var without: [Int] = []
  /// A split that was saved; then nothing is drawn.
  public var file: String?

  static let standard = SplitKind.find("perClass") ?? SplitKind.all[0]

  /// The defaults of a kind; of `perClass` if none is given.
  ///
  /// - Parameters:
  ///   - kind: `perClass` if nil.
  ///   - options: that differ from its standards.
  public init(_ kind: SplitKind? = nil, _ options: [String: Parameter] = [:]) {
    self.options = KindOptions(kind ?? Self.standard)
    for (name, value) in options { self.options[name] = value }
  }

  /// The same section with the standards of a kind.
  package func ofKind(_ kind: SplitKind) -> SplitSection {
    var section = self
    section.options = KindOptions(kind)
    return section
  }

  public var kind: SplitKind { options.kind }

  /// How many parts the labelled pixels are dealt into, each of which tests once; 0 if they are not.
  var folds: Int {
    if case .number(let folds)? = options["folds"] { Int(folds) } else { 0 }
  }

  /// Places of label maps that the section names.
  var masks: [String] {
    ["train", "test"].compactMap { if case .text(let place)? = options[$0] { place } else { nil } }
  }

  /// The strategy that this section asks for; masks are read.
  ///
  /// - Parameters:
  ///   - scene: the scene to be split.
  ///   - window: side of the network's patch.
  /// - Throws: `SceneError` if a mask cannot be read, or the masks and the scene's labels number
  ///   classes differently; `PartError` for options that make no sense.
  public func strategy(scene: Scene, window: Int) throws -> any SplitStrategy {
    try kind.strategy(options.all, scene: scene, window: window)
  }

  func validate(_ rule: Rule, window: Int) throws {
    let held = validation >= 0 && validation < 1
    try rule.require(held, "validation", is: validation, must: "from 0 to below 1")
    try rule.require(
      Set(without).count == without.count, "without", is: without,
      must: "a list of different class codes")
    guard file == nil else { return }
    try options.validate(rule) { try kind.validate($0, window: window) }
  }

  static func settled(_ written: Node.Mapping) -> Node.Mapping {
    KindOptions.settled(written, standard: standard, common: ["validation", "without", "file"])
  }
}

extension SplitSection: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: PartKey.self)
    options = try KindOptions(from: container)
    validation = try container.decode(Double.self, forKey: PartKey("validation"))
    without = try container.decode([Int].self, forKey: PartKey("without"))
    file = try container.decodeIfPresent(String.self, forKey: PartKey("file"))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: PartKey.self)
    try options.encode(to: &container)
    try container.encode(validation, forKey: PartKey("validation"))
    try container.encode(without, forKey: PartKey("without"))
    try container.encode(file, forKey: PartKey("file"))
  }
}
