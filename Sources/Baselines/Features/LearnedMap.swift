internal import Classical
internal import Torch

/// A classical metric or embedding as it was learned from the training side.
struct LearnedMap {
  private let map: any PointMap
  /// What the user should be told of it.
  let notes: [String]

  /// - Parameter role: what it is for, for messages: "--metric lmnn".
  /// - Throws: `BaselineError` if the method cannot be learned from these pixels.
  init(_ choice: MethodChoice, of training: LabelledFeatures, role: String) throws {
    do {
      let found = try choice.fit(training.features.tensor(), labels: training.labels)
      (map, notes) = (found.map, found.notes.map { "\(role): \($0)" })
    } catch let error as ClassicalError {
      throw BaselineError("\(role): \(error.message)")
    }
  }

  func apply(_ features: FeatureMatrix) throws -> FeatureMatrix {
    guard features.rows > 0 else { return FeatureMatrix(columns: map.outputs, values: []) }
    return FeatureMatrix(
      columns: map.outputs, values: try map(features.tensor()).values(Float.self))
  }
}
