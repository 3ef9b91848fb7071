internal import Networks
internal import Scenes

/// An experiment: which scene, which split, which network, and how it is trained.
///
/// Its YAML holds only what differs from the defaults of a preset; `load` lays the differences over
/// them and refuses keys that are not known and values that make no sense.
public struct Configuration: Equatable, Sendable {
  /// Whose defaults the differences are laid over.
  public var preset: Preset
  /// Same seed, same machine, same number of threads: same weights.
  public var seed: UInt64
  public var scene: SceneSection
  public var split: SplitSection
  public var network: NetworkSection
  /// How each phase trains; see `phaseSections`. Their keys stand beside the others.
  var phases: PhaseSections
  public var selfTrain: SelfTrainSection
  public var map: MapSection

  public init(preset: Preset = .default) {
    self.preset = preset
    seed = 0
    scene = SceneSection()
    split = SplitSection()
    network = NetworkSection()
    phases = PhaseSections(preset)
    selfTrain = SelfTrainSection(preset)
    map = MapSection()
    if preset == .paper { map.walk = false }
    if preset == .fewLabels { split.validation = 0 }
  }

  /// Refuses values that make no sense.
  ///
  /// - Parameter file: names the configuration in messages.
  /// - Throws: `ConfigurationError` naming the key, the value and what is allowed.
  public func validate(file: String = "configuration") throws {
    try network.validate(Rule(file: file, section: "network"))
    for phase in phases.all {
      try phase.validate(Rule(file: file, section: phase.name), in: self)
    }
    try selfTrain.validate(Rule(file: file, section: "selfTrain"))
    try map.validate(Rule(file: file, section: "map"))
    try split.validate(
      Rule(file: file, section: "split"), window: network.design(bands: 1).window)
    let teaching = phases.all.filter(\.needsClasses)
    guard teaching.contains(where: { !$0.isSkipped }) else {
      let keys = teaching.filter { $0 is any OptimisedSection }.map { "\($0.name).epochs" }
      throw ConfigurationError(
        file: file, key: keys.first,
        problem: "is 0 in every phase that teaches classes, so that no class would be learned",
        remedy: "Set \(keys.joined(separator: " or ")) above 0")
    }
  }
}

extension Configuration: Codable {
  private enum CodingKeys: String, CodingKey {
    case preset, seed, scene, split, network, selfTrain, map
  }

  public init(from decoder: any Decoder) throws {
    let keys = try decoder.container(keyedBy: CodingKeys.self)
    preset = try keys.decode(Preset.self, forKey: .preset)
    seed = try keys.decode(UInt64.self, forKey: .seed)
    scene = try keys.decode(SceneSection.self, forKey: .scene)
    split = try keys.decode(SplitSection.self, forKey: .split)
    network = try keys.decode(NetworkSection.self, forKey: .network)
    phases = try PhaseSections(from: decoder)
    selfTrain = try keys.decode(SelfTrainSection.self, forKey: .selfTrain)
    map = try keys.decode(MapSection.self, forKey: .map)
  }

  public func encode(to encoder: any Encoder) throws {
    var keys = encoder.container(keyedBy: CodingKeys.self)
    try keys.encode(preset, forKey: .preset)
    try keys.encode(seed, forKey: .seed)
    try keys.encode(scene, forKey: .scene)
    try keys.encode(split, forKey: .split)
    try keys.encode(network, forKey: .network)
    try phases.encode(to: encoder)
    try keys.encode(selfTrain, forKey: .selfTrain)
    try keys.encode(map, forKey: .map)
  }
}
