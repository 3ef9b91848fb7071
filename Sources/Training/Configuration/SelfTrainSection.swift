/// Training anew on the pixels that the walked map is surest of, beside the labelled ones.
///
/// Lee, "Pseudo-label: the simple and efficient semi-supervised learning method for deep neural
/// networks", ICML workshop 2013; here walks over the scene give the labels.
public struct SelfTrainSection: Codable, Equatable, Sendable {
  /// How often the network is trained anew; 0 for never.
  public var rounds = 0
  /// Share of each class's mapped pixels that may teach, the surest first.
  public var share = 0.6
  /// Of these, pixels of each class that teach, at most; drawn at random.
  public var perClass = 150

  init(_ preset: Preset) {
    if preset == .fewLabels { rounds = 1 }
  }

  func validate(_ rule: Rule) throws {
    try rule.require("rounds", rounds, in: 0...10)
    try rule.require(share > 0 && share <= 1, "share", is: share, must: "above 0, up to 1")
    try rule.require("perClass", perClass, in: 1...1_000_000)
  }
}
