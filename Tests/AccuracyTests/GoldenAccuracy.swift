import Foundation
import TestSupport

/// Reference values made with scikit-learn and statsmodels (the file names them under "source").
struct GoldenAccuracy: Decodable {
  var reference: [UInt16]
  var predicted: [UInt16]
  var predictedB: [UInt16]
  var confusion: [[Int]]
  var overallAccuracy: Double
  var averageAccuracy: Double
  var kappa: Double
  var producersAccuracy: [Double]
  var usersAccuracy: [Double]
  var f1: [Double]
  var wilson95: [Double]
  var mcnemarTable: [[Int]]
  var mcnemarChiSquareCorrected: Double
  var mcnemarP: Double
  var mcnemarExactP: Double

  init() throws {
    self = try JSONDecoder().decode(Self.self, from: goldenData("accuracy.json", in: .module))
  }
}

/// Whether two lists agree element by element to 1e-12.
func agree(_ values: [Double?], _ expected: [Double]) -> Bool {
  values.count == expected.count
    && zip(values, expected).allSatisfy { abs(($0 ?? .infinity) - $1) <= 1e-12 }
}
