import Foundation

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

  /// From the folder `FACET_GOLDEN` where that is set, else from the copy among the fixtures.
  init() throws {
    let folder =
      ProcessInfo.processInfo.environment["FACET_GOLDEN"].map { URL(fileURLWithPath: $0) }
      ?? Bundle.module.bundleURL.appendingPathComponent("Fixtures")
    let data = try Data(contentsOf: folder.appendingPathComponent("accuracy.json"))
    self = try JSONDecoder().decode(GoldenAccuracy.self, from: data)
  }
}

/// Whether two lists agree element by element to 1e-12.
func agree(_ values: [Double?], _ expected: [Double]) -> Bool {
  values.count == expected.count
    && zip(values, expected).allSatisfy { abs(($0 ?? .infinity) - $1) <= 1e-12 }
}
