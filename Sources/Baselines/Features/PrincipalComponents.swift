internal import Scenes
internal import Torch

/// The directions in which spectra vary most, and how far a spectrum lies along each.
package struct PrincipalComponents: Sendable {
  /// Of the rows that they were found from.
  package let mean: [Float]
  /// Components × features, each of unit length, its largest element positive.
  package let directions: FeatureMatrix
  /// Share of the variance that they hold together.
  package let share: Double

  /// - Parameters:
  ///   - share: as many components as hold this share of the variance,
  ///   - most: and no more than this.
  package init(of features: FeatureMatrix, share wanted: Double, most: Int) throws {
    let points = try features.tensor().to(.float64)
    let centre = try points.mean(0, keep: true)
    let centred = try points - centre
    let axes = try centred.transposed().times(centred).principalAxes()
    guard axes.contains(where: { $0.share > 0 }) else {
      throw BaselineError(
        "\(counted(features.rows, "training pixel")) with the same spectrum: they have no principal components"
      )
    }
    var directions: [Float] = []
    var held = 0.0
    for axis in axes.prefix(most) where held < wanted {
      directions += axis.direction
      held += axis.share
    }
    self.directions = FeatureMatrix(columns: features.columns, values: directions)
    share = held
    mean = try centre.to(.float32).values(Float.self)
  }

  /// Rows × components.
  func scores(of features: FeatureMatrix) throws -> FeatureMatrix {
    guard features.rows > 0 else {
      return FeatureMatrix(columns: directions.rows, values: [])
    }
    let centred =
      try features.tensor().to(.float64)
      - Tensor(mean, shape: [1, mean.count]).to(.float64)
    return FeatureMatrix(
      columns: directions.rows,
      values: try centred.times(directions.tensor().to(.float64).transposed())
        .to(.float32).values(Float.self))
  }
}
