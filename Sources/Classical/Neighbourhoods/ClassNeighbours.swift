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
    let members = classes.map { ($0.label, $0.rows.count) }
    guard let smallest = smallestClass(of: members) else {
      throw ClassicalError(ClassicalError.onSingles(method, classes.count))
    }
    if let given {
      try requireNeighbours(given, within: members)
      return given
    }
    let there = smallest.count - 1
    if there < standard {
      notes.append(
        "\(there) neighbour\(there == 1 ? "" : "s") within a class in place of \(standard): class "
          + "\(smallest.label) has \(there + 1) points.")
    }
    return min(standard, there)
  }
}

/// - Parameters:
///   - given: neighbours of its own class that each point is to have.
///   - classes: and their points; those of one point have no neighbours and do not count.
/// - Throws: `ClassicalError` if a class has fewer.
func requireNeighbours(_ given: Int, within classes: [(label: Int, count: Int)]) throws {
  try require(given > 0, "At least 1 neighbour is needed; got \(given).")
  guard let smallest = smallestClass(of: classes) else { return }
  let there = smallest.count - 1
  try require(
    given <= there,
    "\(given) neighbours within a class are asked for; class \(smallest.label) has \(there + 1) "
      + "points, so \(there) beside each. Ask for \(there) at most.")
}

/// The smallest class of two points or more; of equal ones the first.
private func smallestClass(of classes: [(label: Int, count: Int)]) -> (label: Int, count: Int)? {
  classes.filter { $0.count > 1 }.min { ($0.count, $0.label) < ($1.count, $1.label) }
}
