internal import Networks
internal import Scenes

/// An experiment: which scene, which split, which network, and how it is trained.
///
/// Its YAML holds only what differs from the defaults of a preset; `load` lays the differences over
/// them and refuses keys that are not known and values that make no sense.
public struct Configuration: Codable, Equatable, Sendable {
  /// Whose defaults the differences are laid over.
  public var preset: Preset
  /// Same seed, same machine, same number of threads: same weights.
  public var seed: UInt64
  public var scene: SceneSection
  public var split: SplitSection
  public var network: NetworkSection
  public var pretrain: PretrainSection
  public var finetune: FinetuneSection
  public var map: MapSection

  public init(preset: Preset = .default) {
    self.preset = preset
    seed = 0
    scene = SceneSection()
    split = SplitSection()
    network = NetworkSection()
    pretrain = PretrainSection()
    finetune = FinetuneSection()
    map = MapSection()
    if preset == .paper {
      pretrain.followPaper()
      finetune.followPaper()
      map.walk = false
    }
  }

  /// Refuses values that make no sense.
  ///
  /// - Parameter file: names the configuration in messages.
  /// - Throws: `ConfigurationError` naming the key, the value and what is allowed.
  public func validate(file: String = "configuration") throws {
    try split.validate(Rule(file: file, section: "split"))
    try network.validate(Rule(file: file, section: "network"))
    try pretrain.validate(Rule(file: file, section: "pretrain"))
    try finetune.validate(Rule(file: file, section: "finetune"))
    try map.validate(Rule(file: file, section: "map"))
    let patch = network.design(bands: 1).window
    try Rule(file: file, section: "split").require(
      split.window == 0 || split.window >= patch, "window", is: split.window,
      must: "0 or at least the network's window (\(patch)), or blocks would leak into each other")
    let needsFewer = finetune.diversity.weight > 0 && finetune.diversity.similarity == .cosine
    try Rule(file: file, section: "network").require(
      !needsFewer || network.factors <= network.features, "factors", is: network.factors,
      must: "at most network.features (\(network.features)), as no more factors can be "
        + "orthogonal; or use finetune.diversity.kernel: rbf")
  }
}
