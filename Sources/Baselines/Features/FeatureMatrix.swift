internal import Torch

/// Features of some pixels, a row a pixel.
package struct FeatureMatrix: Equatable, Sendable {
  package let rows: Int
  package let columns: Int
  /// Row by row.
  package private(set) var values: [Float]

  package init(columns: Int, values: [Float]) {
    precondition(
      columns > 0 && values.count.isMultiple(of: columns),
      "\(values.count) values in rows of \(columns)")
    self.columns = columns
    rows = values.count / columns
    self.values = values
  }

  package func row(_ index: Int) -> ArraySlice<Float> {
    values[(index * columns)..<((index + 1) * columns)]
  }

  /// Some of the rows, in the order given.
  package func selecting(_ rows: [Int]) -> FeatureMatrix {
    FeatureMatrix(columns: columns, values: rows.flatMap { row($0) })
  }

  func tensor() throws -> Tensor { try Tensor(values, shape: [rows, columns]) }
}

/// Mean and deviation of each column over the training rows: features of different units then count
/// alike where distances are measured.
package struct FeatureScaling: Equatable, Sendable {
  package let mean: [Float]
  /// 1 for a constant column, which then contributes 0.
  package let deviation: [Float]

  package init(of features: FeatureMatrix) {
    var sums = [Double](repeating: 0, count: features.columns)
    for row in 0..<features.rows {
      for (column, value) in features.row(row).enumerated() { sums[column] += Double(value) }
    }
    let means = sums.map { $0 / Double(features.rows) }
    var squares = [Double](repeating: 0, count: features.columns)
    for row in 0..<features.rows {
      for (column, value) in features.row(row).enumerated() {
        let difference = Double(value) - means[column]
        squares[column] += difference * difference
      }
    }
    mean = means.map { Float($0) }
    deviation = squares.map {
      let spread = Float(($0 / Double(features.rows)).squareRoot())
      return spread.isNormal ? spread : 1
    }
  }

  package func apply(_ features: FeatureMatrix) -> FeatureMatrix {
    var values = features.values
    for index in values.indices {
      let column = index % features.columns
      values[index] = (values[index] - mean[column]) / deviation[column]
    }
    return FeatureMatrix(columns: features.columns, values: values)
  }
}
