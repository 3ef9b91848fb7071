internal import Parts
public import Scenes

/// The labelled pixels of two maps: those of one train, those of the other test. Published splits
/// come so.
public struct MaskSplit: SplitStrategy {
  public let train: LabelMap
  public let test: LabelMap

  public init(train: LabelMap, test: LabelMap) {
    self.train = train
    self.test = test
  }

  public var description: String { "masks" }

  /// The two maps together, since published masks often differ from the scene's own map.
  public func labels(over labels: LabelMap) throws -> LabelMap {
    try Self.check(train: train, test: test, rows: labels.rows, columns: labels.columns)
    var union = train
    for (pixel, label) in test.values.enumerated() where label > 0 { union.values[pixel] = label }
    return union
  }

  public func divide(labels: LabelMap, validation: Double, seed: UInt64) throws -> Split {
    try Self.check(train: train, test: test, rows: labels.rows, columns: labels.columns)
    for (name, mask) in [("training", train), ("test", test)] {
      let differing = mask.values.indices.filter {
        mask.values[$0] > 0 && mask.values[$0] != labels.values[$0]
      }
      if let first = differing.first {
        throw SamplingError(
          "the \(name) mask differs from the label map in \(counted(differing.count, "pixel")), first at row "
            + "\(first / mask.columns), column \(first % mask.columns): "
            + "\(mask.classes.title(of: Int(mask.values[first]))) against "
            + labels.classes.title(of: Int(labels.values[first])),
          remedy: "Take the two masks together as the label map")
      }
    }
    let labelled = { (mask: LabelMap) in mask.values.indices.filter { mask.values[$0] > 0 } }
    return try RandomDraw(labels, seed: seed)
      .split(train: labelled(train), test: labelled(test), validation: validation, description)
  }

  static let kind = SplitKind(
    "masks", "The labelled pixels of one label map train, those of another test.",
    options: [
      .text("train", "Label map that trains: a dataset of the scene, or FILE:DATASET."),
      .text("test", "Label map that tests; all other labelled pixels if it is not given."),
    ],
    hasOwnLabels: true,
    words: { $0 == "masks" ? "the training and test pixels of given masks" : nil },
    check: { values, _ in
      guard values.text("train")?.isEmpty == false else {
        throw PartError(
          option: "train",
          must: "a label map: `dataset` of the scene's file, or `file:dataset`")
      }
    },
    make: { ground in
      try MaskSplit(
        train: ground.values.text("train") ?? "", test: ground.values.text("test"),
        of: ground.scene)
    })

  private static func check(train: LabelMap, test: LabelMap, rows: Int, columns: Int) throws {
    for (name, mask) in [("training", train), ("test", test)]
    where mask.rows != rows || mask.columns != columns {
      throw SamplingError(
        "the \(name) mask has \(mask.rows)×\(mask.columns) pixels, the scene \(rows)×\(columns)")
    }
    let shared = train.values.indices.filter { train.values[$0] > 0 && test.values[$0] > 0 }
    if let first = shared.first {
      throw SamplingError(
        "the training mask and the test mask share \(counted(shared.count, "pixel")), first at row "
          + "\(first / columns), column \(first % columns)",
        remedy: "Remove them from one of the masks")
    }
  }
}
