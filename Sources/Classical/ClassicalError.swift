/// What a method was given and cannot work with, and what it can.
public struct ClassicalError: Error, Equatable, CustomStringConvertible {
  public var message: String

  public init(_ message: String) {
    self.message = message
  }

  public var description: String { message }

  /// That each class has one point.
  static func onSingles(_ method: String, _ classes: Int) -> String {
    "\(method) needs a class of two points or more; all \(classes) classes have one."
  }
}

/// Refuses what does not hold.
func require(_ holds: Bool, _ message: @autoclosure () -> String) throws {
  if !holds { throw ClassicalError(message()) }
}

/// How many components to keep.
///
/// - Parameters:
///   - given: as many as are asked for; nil for all there are.
///   - most: how many there are; `reason` says why no more.
func componentsToKeep(_ given: Int?, of most: Int, _ reason: () -> String) throws
  -> Int
{
  guard let given else { return most }
  try require(given > 0, "At least 1 component is needed; got \(given).")
  try require(given <= most, "\(given) components are asked for; \(reason())")
  return given
}
