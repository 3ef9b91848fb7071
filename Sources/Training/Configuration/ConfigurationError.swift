/// What is wrong with a configuration, and what to do about it.
public struct ConfigurationError: Error, Equatable, CustomStringConvertible {
  /// The file, or "--set" for a value given on the command line.
  public var file: String
  /// The whole path of the key: "network.window".
  public var key: String?
  /// What is wrong, with the value found.
  public var problem: String
  /// What the user can do.
  public var remedy: String?

  public init(file: String, key: String? = nil, problem: String, remedy: String? = nil) {
    self.file = file
    self.key = key
    self.problem = problem
    self.remedy = remedy
  }

  /// "indian-pines.yaml: `network.window`: is 4. It must be …"
  public var description: String {
    let subject = key.map { "\(file): `\($0)`" } ?? file
    let stop = problem.hasSuffix(".") ? " " : ". "
    return "\(subject): \(problem)" + (remedy.map { stop + $0 } ?? "")
  }
}
