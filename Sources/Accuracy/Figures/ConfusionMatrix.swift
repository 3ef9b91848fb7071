public import Scenes

/// Pixels by reference class (rows) and mapped class (columns).
///
/// "Unlabelled" (0) is no class. A pixel without a reference is not counted. A pixel with a
/// reference that the map leaves at 0 (nodata, rejected) is counted in `unclassified`: it belongs to
/// its reference class's total, so it is an error of omission in the overall accuracy, kappa, the
/// producer's accuracy and F1, and of no column, so it leaves every user's accuracy alone.
public struct ConfusionMatrix: Equatable, Sendable {
  /// Number of classes, which are numbered from 1.
  public let classes: Int
  /// Pixels, `classes` × `classes`, row by row: reference class − 1, then mapped class − 1.
  public private(set) var counts: [Int]
  /// Pixels of each reference class that the map does not classify.
  public private(set) var unclassified: [Int]

  /// A matrix without pixels.
  public init(classes: Int) {
    precondition(classes >= 0, "\(classes) classes")
    self.classes = classes
    counts = Array(repeating: 0, count: classes * classes)
    unclassified = Array(repeating: 0, count: classes)
  }

  /// A matrix from its rows, each as long as there are rows.
  public init(rows: [[Int]], unclassified: [Int]? = nil) {
    self.init(classes: rows.count)
    precondition(
      rows.allSatisfy { $0.count == rows.count && $0.allSatisfy { $0 >= 0 } },
      "a confusion matrix is square and counts pixels: \(rows)")
    counts = rows.flatMap { $0 }
    if let unclassified {
      precondition(unclassified.count == rows.count, "\(unclassified.count) unclassified counts")
      self.unclassified = unclassified
    }
  }

  /// Counts pairs of class numbers.
  ///
  /// - Parameters:
  ///   - reference: class numbers, 0 if there is none.
  ///   - map: as many class numbers, 0 where the map has none.
  ///   - classes: the least number of classes; larger if a larger class number occurs.
  public init(reference: [UInt16], map: [UInt16], classes: Int = 0) {
    precondition(
      reference.count == map.count, "\(map.count) mapped for \(reference.count) references")
    let largest = max(reference.max() ?? 0, map.max() ?? 0)
    self.init(classes: max(classes, Int(largest)))
    for (reference, map) in zip(reference, map) { count(reference: reference, map: map) }
  }

  /// Compares two label maps of one scene.
  ///
  /// - Parameters:
  ///   - reference: the true classes.
  ///   - map: the classes to be judged, of the same shape.
  ///   - pixels: indices row · columns + column of the pixels to count; all of them if nil.
  ///   - classes: the least number of classes.
  /// - Throws: `FigureError` if the maps differ in shape or an index is outside of them.
  public init(
    reference: LabelMap, map: LabelMap, pixels: [Int]? = nil, classes: Int = 0
  ) throws {
    guard reference.rows == map.rows, reference.columns == map.columns else {
      throw FigureError(
        "the reference is \(reference.rows)×\(reference.columns) and the map "
          + "\(map.rows)×\(map.columns) pixels. Give a map and a reference of one scene")
    }
    guard let pixels else {
      self.init(reference: reference.values, map: map.values, classes: classes)
      return
    }
    if let outside = pixels.first(where: { !reference.values.indices.contains($0) }) {
      throw FigureError(
        "pixel \(outside) is outside of a scene of \(reference.rows)×\(reference.columns) pixels. "
          + "The split was made for another scene")
    }
    self.init(
      reference: pixels.map { reference.values[$0] }, map: pixels.map { map.values[$0] },
      classes: classes)
  }

  /// Counts one pixel; class numbers at most `classes`. Without effect where `reference` is 0.
  public mutating func count(reference: UInt16, map: UInt16) {
    guard reference > 0 else { return }
    precondition(
      reference <= classes && map <= classes, "class \(max(reference, map)) of \(classes)")
    if map == 0 {
      unclassified[Int(reference) - 1] += 1
    } else {
      counts[(Int(reference) - 1) * classes + Int(map) - 1] += 1
    }
  }

  /// Pixels of reference class `reference` that the map calls `map`, both from 1.
  public subscript(reference reference: Int, map map: Int) -> Int {
    counts[(reference - 1) * classes + map - 1]
  }

  /// The matrix row by row, without the unclassified pixels.
  public var rows: [[Int]] {
    (0..<classes).map { Array(counts[($0 * classes)..<(($0 + 1) * classes)]) }
  }

  /// Pixels of each reference class, unclassified ones included.
  public var referenceTotals: [Int] {
    (0..<classes).map { row in
      counts[(row * classes)..<((row + 1) * classes)].reduce(unclassified[row], +)
    }
  }

  /// Pixels that the map puts into each class.
  public var mapTotals: [Int] {
    (0..<classes).map { column in
      (0..<classes).reduce(0) { $0 + counts[$1 * classes + column] }
    }
  }

  /// Pixels with a reference.
  public var total: Int { counts.reduce(0, +) + unclassified.reduce(0, +) }

  /// Pixels whose mapped class is their reference class, class by class.
  public var diagonal: [Int] { (0..<classes).map { counts[$0 * classes + $0] } }

  /// Pixels whose mapped class is their reference class.
  public var correct: Int { diagonal.reduce(0, +) }
}

extension ConfusionMatrix {
  /// The pixels of both, as of the folds of one division, each of which tests other pixels.
  public static func + (first: ConfusionMatrix, second: ConfusionMatrix) -> ConfusionMatrix {
    var sum = ConfusionMatrix(classes: max(first.classes, second.classes))
    for matrix in [first, second] {
      for reference in 0..<matrix.classes {
        sum.unclassified[reference] += matrix.unclassified[reference]
        for map in 0..<matrix.classes {
          sum.counts[reference * sum.classes + map] +=
            matrix.counts[
              reference * matrix.classes + map]
        }
      }
    }
    return sum
  }
}
