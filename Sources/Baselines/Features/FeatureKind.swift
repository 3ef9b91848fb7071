/// What of a pixel and its surroundings a baseline sees.
package enum FeatureKind: String, CaseIterable, Sendable {
  /// The pixel's spectrum.
  case spectra
  /// The mean spectrum of the window around it.
  case window
  /// The extended morphological profile: principal components, opened and closed by reconstruction.
  case morphology
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
