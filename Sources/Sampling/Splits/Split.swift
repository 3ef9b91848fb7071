public import Scenes

/// Which labelled pixels teach, which choose the model, and which judge it.
///
/// A pixel is row · columns + column. The three lists ascend and share no pixel.
public struct Split: Sendable, Equatable {
  /// Rows of the scene that the pixels lie in.
  public let rows: Int
  /// Columns of the scene that the pixels lie in.
  public let columns: Int
  /// Pixels that the weights see.
  public let train: [Int]
  /// Pixels that choose the model; taken from the training side, never from the test side.
  public let validation: [Int]
  /// Pixels that judge the map, and serve nothing else; none if all labelled pixels train.
  public let test: [Int]
  /// How the split was made: "perClass(200)", …
  public let strategy: String
  /// The seed that it was drawn with.
  public let seed: UInt64

  /// - Throws: `SamplingError` if a pixel lies outside of the scene, occurs twice, or serves two
  ///   sides, and if there is nothing to train on, or nothing to test on though the strategy is to
  ///   leave some.
  public init(
    rows: Int, columns: Int, train: [Int], validation: [Int], test: [Int], strategy: String,
    seed: UInt64
  ) throws {
    self.rows = rows
    self.columns = columns
    self.train = train.sorted()
    self.validation = validation.sorted()
    self.test = test.sorted()
    self.strategy = strategy
    self.seed = seed
    try check()
  }

  private func check() throws {
    let (count, overflow) = rows.multipliedReportingOverflow(by: columns)
    guard rows > 0, columns > 0, !overflow else {
      throw SamplingError("a split of a scene of \(rows)×\(columns) pixels")
    }
    let needed = [("training", train)] + (strategy == AllSplit.name ? [] : [("test", test)])
    for (name, side) in needed where side.isEmpty {
      throw SamplingError(
        "no \(name) pixel in a split by \(strategy)",
        remedy: "Label more pixels, or choose another split")
    }
    var sideOf: [Int: String] = [:]
    sideOf.reserveCapacity(train.count + validation.count + test.count)
    for (name, side) in [("training", train), ("validation", validation), ("test", test)] {
      for pixel in side {
        guard pixel >= 0, pixel < count else {
          throw SamplingError(
            "\(name) pixel \(pixel) lies outside of the scene of \(rows)×\(columns) pixels")
        }
        if let other = sideOf.updateValue(name, forKey: pixel) {
          throw SamplingError(
            "pixel \(pixel) (row \(pixel / columns), column \(pixel % columns)) occurs twice: "
              + "as \(other) and as \(name) pixel")
        }
      }
    }
  }

  /// Class numbers of some pixels.
  ///
  /// - Throws: `SamplingError` if the map has another shape than the split's scene, or leaves
  ///   one of the pixels unlabelled.
  public func classes(of pixels: [Int], in labels: LabelMap) throws -> [Int] {
    guard labels.rows == rows, labels.columns == columns else {
      throw SamplingError(
        "the split is of a scene of \(rows)×\(columns) pixels, the label map has "
          + "\(labels.rows)×\(labels.columns)")
    }
    return try pixels.map { pixel in
      let label = Int(labels.values[pixel])
      guard label > 0 else {
        throw SamplingError(
          "pixel \(pixel) (row \(pixel / columns), column \(pixel % columns)) of the split is "
            + "unlabelled in the label map",
          remedy: "Use the label map that the split was made from")
      }
      return label
    }
  }

  /// The same split without some pixels, such as those that hold no valid value.
  ///
  /// - Throws: `SamplingError` if that leaves nothing to train on or to test on.
  public func without(_ pixels: [Int]) throws -> Split {
    let gone = Set(pixels)
    let keep = { (side: [Int]) in side.filter { !gone.contains($0) } }
    return try Split(
      rows: rows, columns: columns, train: keep(train), validation: keep(validation),
      test: keep(test), strategy: strategy, seed: seed)
  }
}
