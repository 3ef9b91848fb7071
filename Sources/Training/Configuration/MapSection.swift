/// How a scene is mapped once the network is trained.
public struct MapSection: Codable, Equatable, Sendable {
  /// Whether random walks that start from the training labels smooth the softmax layer's map of the
  /// run's own scene.
  public var walk = true
  /// What walkers compare pixels by.
  public enum Guide: String, Choice { case spectra, embedding }
  public var guide: Guide = .spectra
  /// How much a difference of pixels holds a walker back; see `RandomWalk` in Mapping.
  public var contrast: Float = 2
  /// The rate at which walkers stop and take the network's word; nil: chosen by validation pixels.
  @OrNull public var prior: Float?

  public init() {}

  func validate(_ rule: Rule) throws {
    try rule.require("contrast", contrast, in: 0...1000)
    try rule.require(
      prior.map { 1e-6...1e6 ~= $0 } ?? true, "prior", is: prior ?? 0,
      must: "from 1e-6 to 1e6, or null for what validation pixels choose")
  }
}
