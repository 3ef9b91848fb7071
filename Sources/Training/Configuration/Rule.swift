/// Refuses values out of range, naming file, key, value and range.
package struct Rule {
  package let file: String
  package let section: String

  package func within(_ section: String) -> Rule {
    Rule(file: file, section: "\(self.section).\(section)")
  }

  package func require(_ isAllowed: Bool, _ key: String, is value: Any, must range: String) throws {
    guard !isAllowed else { return }
    throw ConfigurationError(
      file: file, key: section.isEmpty ? key : "\(section).\(key)", problem: "is \(value)",
      remedy: "It must be \(range)")
  }

  /// Of a phase that begins, when the file of its configuration is no longer known.
  package static func of(_ section: String) -> Rule {
    Rule(file: "configuration", section: section)
  }

  package func requireShare(_ key: String, _ share: Double) throws {
    try require(share >= 0 && share < 1, key, is: share, must: "from 0 to below 1")
  }

  package func require<Value: Comparable>(
    _ key: String, _ value: Value, in range: ClosedRange<Value>
  ) throws {
    try require(
      range.contains(value), key, is: value,
      must: "from \(range.lowerBound) to \(range.upperBound)")
  }
}
