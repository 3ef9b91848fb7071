/// What an episode or a head was given and cannot work with, and what it can.
public struct EpisodeError: Error, Equatable, CustomStringConvertible {
  public let message: String

  public init(_ message: String) { self.message = message }

  public var description: String { message }
}

/// Refuses what does not hold.
func require(_ holds: Bool, _ message: @autoclosure () -> String) throws {
  if !holds { throw EpisodeError(message()) }
}
