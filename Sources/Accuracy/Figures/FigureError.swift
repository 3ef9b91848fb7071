/// Why a figure cannot be computed from what was given, and what to give instead.
public struct FigureError: Error, Equatable, CustomStringConvertible {
  public let description: String

  public init(_ description: String) {
    self.description = description
  }
}
