/// What a loss, miner or prototype was given and cannot work with, and what it can.
public struct MetricLearningError: Error, Equatable, CustomStringConvertible {
  public var message: String

  public init(_ message: String) {
    self.message = message
  }

  public var description: String { message }
}

/// Refuses a parameter outside its range.
func require(_ holds: Bool, _ message: @autoclosure () -> String) throws {
  if !holds { throw MetricLearningError(message()) }
}
