/// Refuses values out of range, naming file, key, value and range.
struct Rule {
  let file: String
  let section: String

  func within(_ section: String) -> Rule {
    Rule(file: file, section: "\(self.section).\(section)")
  }

  func require(_ isAllowed: Bool, _ key: String, is value: Any, must range: String) throws {
    guard !isAllowed else { return }
    throw ConfigurationError(
      file: file, key: section.isEmpty ? key : "\(section).\(key)", problem: "is \(value)",
      remedy: "It must be \(range)")
  }

  func require<Value: Comparable>(
    _ key: String, _ value: Value, in range: ClosedRange<Value>
  ) throws {
    try require(
      range.contains(value), key, is: value,
      must: "from \(range.lowerBound) to \(range.upperBound)")
  }
}
