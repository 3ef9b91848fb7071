/// What is wrong with a scene, a label map or another file, and what to do about it.
public struct SceneError: Error, Equatable, CustomStringConvertible {
  /// The file, as the user named it.
  public var file: String
  /// The dataset, variable, key or attribute, if one is to blame.
  public var variable: String?
  /// What is wrong, with the values found.
  public var problem: String
  /// What the user can do.
  public var remedy: String?

  public init(file: String, variable: String? = nil, problem: String, remedy: String? = nil) {
    self.file = file
    self.variable = variable
    self.problem = problem
    self.remedy = remedy
  }

  /// "scene.h5: `labels`: is 145×140, … Transpose it …"
  public var description: String {
    let subject = variable.map { "\(file): `\($0)`" } ?? file
    let stop = problem.hasSuffix(".") ? " " : ". "
    return "\(subject): \(problem)" + (remedy.map { stop + $0 } ?? "")
  }
}
