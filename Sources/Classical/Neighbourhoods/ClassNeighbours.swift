internal import Torch

extension LabelledPoints {
  /// How many neighbours of its own class a point has, for a method that asks for `k`.
  ///
  /// - Parameters:
  ///   - given: k; nil for `standard`, or as many as the smallest class of two points or more has,
  ///     which is told.
  /// - Throws: `ClassicalError` if k is given and a class has fewer, or all classes have one point.
  func neighboursWithinClasses(
    _ given: Int?, standard: Int, _ method: String, notes: inout [String]
  ) throws -> Int {
    guard
      let smallest = classes.filter({ $0.rows.count > 1 }).min(by: { $0.rows.count < $1.rows.count }
      )
    else {
      throw ClassicalError(
        "\(method) needs a class of two points or more; all \(classes.count) classes have one.")
    }
    let there = smallest.rows.count - 1
    if let given {
      try require(given > 0, "At least 1 neighbour is needed; got \(given).")
      try require(
        given <= there,
        "\(given) neighbours within a class are asked for; class \(smallest.label) has \(there + 1) "
          + "points, so \(there) beside each. Ask for \(there) at most.")
      return given
    }
    if there < standard {
      notes.append(
        "\(there) neighbour\(there == 1 ? "" : "s") within a class in place of \(standard): class "
          + "\(smallest.label) has \(there + 1) points.")
    }
    return min(standard, there)
  }
}
