import Parts

@testable import Baselines

/// The parallelepiped classifier: each class is the box from its least to its largest value in every
/// band, and a pixel goes to the class whose box holds most of its bands.
struct BoxClassifier: Classifier {
  private let boxes: [(label: Int, ranges: [ClosedRange<Float>])]

  let settings: [String: Double] = [:]

  init(_ training: LabelledFeatures) {
    let features = training.features
    boxes = training.classes.map { label in
      let rows = training.labels.indices.filter { training.labels[$0] == label }
      return (
        label,
        (0..<features.columns).map { band in
          let values = rows.map { features.values[$0 * features.columns + band] }
          return (values.min() ?? 0)...(values.max() ?? 0)
        }
      )
    }
  }

  func classes(of features: FeatureMatrix) throws -> [Int] {
    try features.requireColumns(boxes[0].ranges.count)
    return (0..<features.rows).map { row in
      let counts = boxes.map { box in
        box.ranges.indices.count {
          box.ranges[$0].contains(features.values[row * features.columns + $0])
        }
      }
      return boxes[counts.firstIndex(of: counts.max() ?? 0) ?? 0].label
    }
  }
}

extension BoxClassifier {
  static let kind = BaselineKind(
    "box", title: "parallelepiped classifier", "The class whose box holds most of a pixel's bands."
  ) { BoxClassifier($0.training) }
}
