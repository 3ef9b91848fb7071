internal import Sampling

extension Augmentation {
  func validate(_ rule: Rule) throws {
    try rule.require("gain", gain, in: 0...1)
    try rule.require("noise", noise, in: 0...10)
  }

  /// Patches as they are.
  static let none = Augmentation(flips: false, gain: 0, noise: 0)
}
