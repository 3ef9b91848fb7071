internal import Episodes
internal import Foundation
package import Parts
package import Scenes
internal import Yams

/// What a meta-training is made of: scenes, a grid of wavelengths, a network, a head, episodes.
package struct MetaConfiguration: Codable, Equatable, Sendable {
  /// Same seed, same machine, same number of threads: same weights.
  package var seed: UInt64 = 0
  /// Where episodes come from; each is of one scene.
  package var scenes: [MetaScene] = []
  /// The wavelengths that all scenes are brought to.
  package var grid = WavelengthGrid()
  package var network = NetworkSection()
  package var head: Part = "prototypical"
  /// Classes of an episode.
  package var ways = Span(5...12)
  /// Labelled pixels of each class.
  package var shots = Span(1...5)
  /// Pixels of each class to be judged.
  package var queries = 5
  /// Whether these may lie inside the windows of labelled ones.
  package var inside = true
  /// Episodes; each is a step.
  package var steps = 2000
  /// The largest learning rate, which rises and falls once.
  package var rate = 1e-3
  package var weightDecay = 1e-4
  /// Steps between two checkpoints.
  package var checkpointEvery = 100

  package init() { network.dropout = 0 }

  /// Reads differences from the defaults.
  ///
  /// - Parameters:
  ///   - path: a YAML file.
  ///   - overrides: "key.path=value".
  /// - Throws: `ConfigurationError` naming the file, the key and the value at fault.
  package static func load(path: String, overrides: [String] = []) throws -> MetaConfiguration {
    try MetaConfiguration(
      yaml: Configuration.text(of: path), file: path, overrides: overrides)
  }

  package init(yaml: String, file: String, overrides: [String] = []) throws {
    var overlays =
      try [Overlay(tree: Overlay.parse(yaml, file: file), file: file)]
      + overrides.map(Overlay.init(override:))
    var defaults = MetaConfiguration()
    let kind = Overlay.settleKind(of: "network", NetworkSection.standard, in: &overlays)
    defaults.network = NetworkSection(kind)
    defaults.network.dropout = 0
    var tree = try YAMLEncoder().node(defaults)
    for overlay in overlays { tree = try overlay.laid(over: tree) }
    do {
      self = try YAMLDecoder().decode(MetaConfiguration.self, from: tree)
    } catch let error as DecodingError {
      throw Overlay.explain(error, overlays: overlays)
    }
    try validate(file: file)
  }

  /// The whole configuration, every option with its value.
  func yaml() throws -> String { try Yams.serialize(node: YAMLEncoder().node(self)) }

  /// - Throws: `ConfigurationError` naming the key, the value and what is allowed.
  package func validate(file: String = "configuration") throws {
    let rule = Rule(file: file, section: "")
    func require(_ holds: Bool, _ key: String, is value: Any, must words: String) throws {
      guard !holds else { return }
      throw ConfigurationError(
        file: file, key: key, problem: "is \(value)", remedy: "It must be \(words)")
    }
    try require(
      !scenes.isEmpty, "scenes", is: "empty",
      must: "a list, such as [{simulated: {count: 200, classes: 8-16}}, {file: scene.h5}]")
    for case .simulated(let own) in scenes {
      try require(
        1...100_000 ~= own.count, "scenes.simulated.count", is: own.count, must: "from 1 to 100000")
      try require(
        own.classes.range.lowerBound >= ways.range.lowerBound
          && own.rows * own.columns >= 36 * own.classes.range.upperBound
          && own.classes.range.upperBound <= 1000 && 16...4096 ~= own.rows
          && 16...4096 ~= own.columns, "scenes.simulated.classes", is: own.classes.range,
        must: "at least the \(ways.range.lowerBound) ways of an episode, with 36 pixels a class in "
          + "16 to 4096 rows and columns (here \(own.rows) × \(own.columns))")
    }
    try require(
      grid.isSensible, "grid", is: "\(grid.from) to \(grid.to) nm in steps of \(grid.step)",
      must: "at least two wavelengths in nm, such as {from: 400, to: 2450, step: 25}")
    try network.validate(rule.within("network"))
    for (key, range, allowed) in [
      ("ways", ways.range, 2...1000), ("shots", shots.range, 1...10_000),
      ("queries", queries...queries, 1...10_000), ("steps", steps...steps, 1...10_000_000),
      ("checkpointEvery", checkpointEvery...checkpointEvery, 1...10_000_000),
    ] {
      try require(
        allowed.contains(range.lowerBound) && allowed.contains(range.upperBound), key,
        is: range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound)-\(range.upperBound)",
        must: "from \(allowed.lowerBound) to \(allowed.upperBound)")
    }
    try require(rate > 0 && rate <= 100, "rate", is: rate, must: "above 0, up to 100")
    try require(0...1 ~= weightDecay, "weightDecay", is: weightDecay, must: "from 0 to 1")
    do {
      let kind = try HeadKind.named(head.name)
      _ = try kind.values(head.parameters)
    } catch let error as PartError {
      throw ConfigurationError(file: file, key: "head", problem: "makes no sense: \(error.message)")
    }
  }
}
