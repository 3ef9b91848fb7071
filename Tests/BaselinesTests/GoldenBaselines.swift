import Baselines
import Foundation
import Testing

/// Labelled points, an image, and what scikit-learn and scikit-image make of them; the file says
/// which versions.
struct GoldenBaselines: Decodable {
  struct Machine: Decodable {
    var penalty: Double
    var gamma: Double
    var predicted: [Int]
    var supportVectors: Int

    enum CodingKeys: String, CodingKey {
      case penalty = "C"
      case gamma, predicted, supportVectors
    }
  }
  struct Vote: Decodable {
    var k: Int
    var predicted: [Int]
  }
  struct Angles: Decodable {
    /// What is added to the values' magnitudes, so that they are spectra.
    var offset: Float
    var predicted: [Int]
  }
  struct Components: Decodable {
    var variances: [Double]
    var directions: [Double]
  }
  struct Image: Decodable {
    struct Profile: Decodable {
      var opened: [Float]
      var closed: [Float]
    }
    var rows: Int
    var columns: Int
    var values: [Float]
    /// By radius.
    var profiles: [String: Profile]
  }

  var columns: Int
  var train: [Float]
  var trainLabels: [Int]
  var test: [Float]
  var testLabels: [Int]
  var svm: [Machine]
  var neighbours: [Vote]
  var angles: Angles
  var forestAccuracies: [Double]
  var components: Components
  var image: Image

  static func load() throws -> GoldenBaselines {
    let url = try #require(
      Bundle.module.url(forResource: "Fixtures/baselines.json", withExtension: nil))
    return try JSONDecoder().decode(GoldenBaselines.self, from: Data(contentsOf: url))
  }

  func training(_ change: (Float) -> Float = { $0 }) throws -> LabelledFeatures {
    try LabelledFeatures(
      FeatureMatrix(columns: columns, values: train.map(change)), labels: trainLabels)
  }

  func queries(_ change: (Float) -> Float = { $0 }) -> FeatureMatrix {
    FeatureMatrix(columns: columns, values: test.map(change))
  }
}
