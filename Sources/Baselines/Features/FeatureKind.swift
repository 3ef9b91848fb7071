internal import Parts
internal import Sampling

/// What of a pixel and its surroundings a baseline sees, as it describes itself.
package struct FeatureKind: PartKind, Equatable {
  package static let noun = "kind of features"

  /// Where features are made from.
  struct Ground {
    let reader: any SpectraReader
    /// Of each band over the training side; stands for missing values.
    let mean: [Float]
    /// Pixels that train.
    let training: [Int]
    /// Side of the window, for features that have one.
    let window: Int
    let threads: Int
  }

  package let name: String
  package let summary: String
  /// Whether a window's side can be chosen.
  package let hasWindow: Bool
  let make: @Sendable (Ground) throws -> any FeatureSource

  init(
    _ name: String, _ summary: String, hasWindow: Bool = false,
    make: @escaping @Sendable (Ground) throws -> any FeatureSource
  ) {
    self.name = name
    self.summary = summary
    self.hasWindow = hasWindow
    self.make = make
  }

  package static func == (one: FeatureKind, other: FeatureKind) -> Bool { one.name == other.name }
}

/// Where the features of a scene's pixels come from.
package protocol FeatureSource {
  /// Features a pixel.
  var columns: Int { get }
  /// Side of the square that they come from, in pixels.
  var window: Int { get }
  /// - Parameter pixels: row · columns + column.
  /// - Returns: a row for each, in the scene's units; a missing value counts as the band's mean.
  func features(of pixels: [Int]) throws -> FeatureMatrix
}
