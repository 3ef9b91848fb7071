public import Scenes

extension SplitStrategy {
  /// The label map that a split by this strategy speaks of: for `masks` the two maps together, since
  /// published masks often differ from the scene's own map; otherwise the map given.
  public func labels(over labels: LabelMap) throws -> LabelMap {
    guard case .masks(let train, let test) = self else { return labels }
    try Self.check(train: train, test: test, rows: labels.rows, columns: labels.columns)
    var union = train
    for (pixel, label) in test.values.enumerated() where label > 0 { union.values[pixel] = label }
    return union
  }

  func masked(
    train: LabelMap, test: LabelMap, labels: LabelMap
  ) throws -> (train: [Int], test: [Int]) {
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
    return (labelled(train), labelled(test))
  }

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
