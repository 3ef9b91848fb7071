internal import Classical
internal import Scenes
internal import Torch

/// The directions in which spectra vary most, and how far a spectrum lies along each.
package struct PrincipalComponents {
  /// Components × features, each of unit length, its largest element positive.
  package let directions: FeatureMatrix
  /// Share of the variance that they hold together.
  package let share: Double
  private let map: LinearMap

  /// - Parameters:
  ///   - share: as many components as hold this share of the variance,
  ///   - most: and no more than this.
  package init(of features: FeatureMatrix, share wanted: Double, most: Int) throws {
    var moments = try Moments(width: features.columns)
    try moments.add(features.tensor())
    let total = try moments.scatter.diagonal().sum().item() / Double(max(1, moments.count - 1))
    guard total > 0 else {
      throw BaselineError(
        "\(counted(features.rows, "training pixel")) with the same spectrum: they have no principal components"
      )
    }
    let fitted = try PCA(share: wanted).fit(moments).keeping(most: most)
    map = fitted.map
    share = fitted.values.reduce(0, +) / total
    directions = FeatureMatrix(
      columns: features.columns, values: try map.matrix.to(.float32).values(Float.self))
  }

  /// Rows × components.
  func scores(of features: FeatureMatrix) throws -> FeatureMatrix {
    FeatureMatrix(
      columns: directions.rows,
      values: features.rows > 0 ? try map(features.tensor()).values(Float.self) : [])
  }
}
