internal import Sampling
internal import Scenes

/// Extended morphological profiles (Benediktsson, Palmason and Sveinsson, TGRS 43, 2005): the first
/// principal components as images, each with its openings and closings by reconstruction with disks
/// of growing radius.
///
/// Deviation from the paper: the components come from training pixels alone. A reconstruction may
/// reach beyond its disk along a shape: the window is that of the largest disk, and not always all
/// that a value comes from.
package struct MorphologicalProfile: FeatureSource {
  package let columns: Int
  package let window: Int
  /// Pixels of the scene × columns.
  private let profiles: FeatureMatrix

  static let radii = [2, 4, 6, 8]

  /// - Parameters:
  ///   - spectra: of the scene's pixels, one by one.
  ///   - training: pixels that the components are found from.
  package init(_ spectra: WindowMeans, training: [Int], threads: Int) throws {
    let shape = spectra.reader.shape
    let components = try PrincipalComponents(
      of: spectra.features(of: training), share: 0.99, most: 4)
    var scores: [Float] = []
    let count = components.directions.rows
    let rows = max(1, (1 << 23) / (shape.columns * shape.bands))
    for start in stride(from: 0, to: shape.rows, by: rows) {
      let strip = start..<min(start + rows, shape.rows)
      scores += try components.scores(
        of: spectra.features(
          of: Array((strip.lowerBound * shape.columns)..<(strip.upperBound * shape.columns)))
      ).values
    }
    let images = (0..<count).map { component in
      GreyImage(
        rows: shape.rows, columns: shape.columns,
        values: stride(from: component, to: scores.count, by: count).map { scores[$0] })
    }
    let radii = Self.radii
    let layers = 1 + 2 * radii.count
    let made = try concurrentMap(count * layers, threads: threads) { place in
      let image = images[place / layers]
      let layer = place % layers
      guard layer > 0 else { return image }
      let radius = radii[(layer - 1) / 2]
      return layer.isMultiple(of: 2)
        ? image.closedByReconstruction(radius: radius)
        : image.openedByReconstruction(radius: radius)
    }
    columns = made.count
    window = 2 * (radii.max() ?? 0) + 1
    profiles = FeatureMatrix(
      columns: made.count,
      values: (0..<shape.pixels).flatMap { pixel in made.map { $0.values[pixel] } })
  }

  package func features(of pixels: [Int]) throws -> FeatureMatrix { profiles.selecting(pixels) }
}

extension MorphologicalProfile {
  static let kind = FeatureKind(
    "morphology", "Principal components, opened and closed by reconstruction (Benediktsson 2005)."
  ) { ground in
    try MorphologicalProfile(
      WindowMeans(reader: ground.reader, window: 1, mean: ground.mean),
      training: ground.training, threads: ground.threads)
  }
}
