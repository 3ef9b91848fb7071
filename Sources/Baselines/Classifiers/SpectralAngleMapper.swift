internal import Torch

/// The class whose mean spectrum makes the smallest angle with the pixel's (Kruse et al., Remote
/// Sensing of Environment 44, 1993): differences in brightness alone do not matter.
///
/// Wants spectra in the scene's units; centred or scaled ones have other angles.
package struct SpectralAngleMapper: Classifier {
  private let classes: [Int]
  /// Mean spectra of unit length, class by class.
  private let directions: FeatureMatrix

  package let settings: [String: Double] = [:]

  package init(_ training: LabelledFeatures) {
    classes = training.classes
    let columns = training.features.columns
    var sums = [Double](repeating: 0, count: classes.count * columns)
    for (row, label) in training.indices.enumerated() {
      for (column, value) in training.features.row(row).enumerated() {
        sums[label * columns + column] += Double(value)
      }
    }
    var directions: [Float] = []
    for label in classes.indices {
      let mean = sums[(label * columns)..<((label + 1) * columns)]
      let length = mean.reduce(0) { $0 + $1 * $1 }.squareRoot()
      // A mean of 0 has no direction: it is at a right angle to every spectrum.
      directions += mean.map { length > 0 ? Float($0 / length) : 0 }
    }
    self.directions = FeatureMatrix(columns: columns, values: directions)
  }

  package func classes(of features: FeatureMatrix) throws -> [Int] {
    try features.requireColumns(directions.columns)
    guard features.rows > 0 else { return [] }
    // The pixel's own length changes no order of its angles.
    let cosines = try features.tensor().to(.float64)
      .times(directions.tensor().to(.float64).transposed())
    return try cosines.argmax(1).values(Int64.self).map { classes[Int($0)] }
  }
}

extension SpectralAngleMapper {
  static let kind = BaselineKind(
    "sam", title: "spectral angle mapper", "Spectral angle to the mean spectrum of each class.",
    wantsScaling: false,
    refuses: [
      "morphology": "it compares spectra, and a morphological profile is none",
      BaselineKind.transformed: "it compares spectra, and their components are none",
    ]
  ) { SpectralAngleMapper($0.training) }
}
