/// What is wrong with a split, a window or the pixels asked for, and what to do about it.
public struct SamplingError: Error, Equatable, CustomStringConvertible {
  /// What is wrong, with the values found.
  public var problem: String
  /// What the user can do.
  public var remedy: String?

  public init(_ problem: String, remedy: String? = nil) {
    self.problem = problem
    self.remedy = remedy
  }

  /// "class 3 has 1 labelled pixel …. Remove the class …"
  public var description: String { problem + (remedy.map { ". \($0)" } ?? "") }
}
