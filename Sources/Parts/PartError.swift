/// What a part was given and cannot work with, and what it can.
public struct PartError: Error, Equatable, CustomStringConvertible {
  public let message: String
  /// The option at fault and what it must be; nil if it is no one option.
  public let requirement: Requirement?

  /// What an option must be.
  public struct Requirement: Equatable, Sendable {
    public let option: String
    public let words: String
  }

  public init(_ message: String) {
    self.message = message
    requirement = nil
  }

  /// "`window` must be odd".
  public init(option: String, must words: String) {
    message = "`\(option)` must be \(words)"
    requirement = Requirement(option: option, words: words)
  }

  public var description: String { message }
}
