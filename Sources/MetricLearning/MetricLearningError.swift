public import Parts

/// What a loss, miner or prototype was given and cannot work with, and what it can.
public typealias MetricLearningError = PartError

/// Refuses a parameter outside its range.
func require(_ holds: Bool, _ message: @autoclosure () -> String) throws {
  if !holds { throw MetricLearningError(message()) }
}
