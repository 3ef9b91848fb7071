internal import Scenes

/// A classifier that has learnt classes from features.
package protocol Classifier: Sendable {
  /// - Parameter features: as many columns as it was fitted on, in their order and units.
  /// - Returns: the class number of each row.
  /// - Throws: where the columns are others, or the library refuses.
  func classes(of features: FeatureMatrix) throws -> [Int]

  /// What was chosen in fitting, by name, for the record.
  var settings: [String: Double] { get }
}

/// Labelled features that a classifier is fitted on.
package struct LabelledFeatures: Sendable {
  package let features: FeatureMatrix
  /// The class number of each row.
  package let labels: [Int]
  /// Class numbers that occur, ascending.
  package let classes: [Int]
  /// Index in `classes` of each row's class.
  package let indices: [Int]

  /// - Throws: `BaselineError` if rows and labels differ in number, fewer than two classes occur,
  ///   or a feature is not finite.
  package init(_ features: FeatureMatrix, labels: [Int]) throws {
    guard labels.count == features.rows else {
      throw BaselineError("\(labels.count) labels for \(features.rows) rows; one each is needed")
    }
    let classes = Set(labels).sorted()
    guard classes.count > 1 else {
      throw BaselineError(
        "\(counted(labels.count, "training pixel")) of \(counted(classes.count, "class")). "
          + "A classifier needs training pixels of at least two classes")
    }
    guard features.values.allSatisfy(\.isFinite) else {
      throw BaselineError("a feature of a training pixel is not finite. Set a fill value")
    }
    self.features = features
    self.labels = labels
    self.classes = classes
    let index = Dictionary(uniqueKeysWithValues: classes.enumerated().map { ($1, $0) })
    indices = labels.map { index[$0] ?? 0 }
  }
}

extension FeatureMatrix {
  /// - Throws: `BaselineError` if the columns are not those that a classifier was fitted on.
  func requireColumns(_ count: Int) throws {
    guard columns == count else {
      throw BaselineError("\(columns) features a pixel; the classifier was fitted on \(count)")
    }
  }
}
