internal import Parts
internal import Yams

/// A section of a study's file.
struct StudyNode {
  private let mapping: Node.Mapping
  private let key: String?

  /// - Parameter keys: those there may be; any if nil.
  init(_ node: Node?, file: String, key: String?, allowing keys: [String]?) throws {
    self.key = key
    let isEmpty = node?.scalar.map { ["", "~", "null"].contains($0.string) } ?? (node == nil)
    guard let mapping = isEmpty ? Node.Mapping([]) : node?.mapping else {
      throw ConfigurationError(file: file, key: key, problem: "is not a section of `key: value`")
    }
    self.mapping = mapping
    guard let keys else { return }
    for name in mapping.keys.map({ $0.scalar?.string ?? "?" }) where !keys.contains(name) {
      let near = nearestName(to: name, among: keys).map { "Did you mean `\($0)`? " } ?? ""
      throw ConfigurationError(
        file: file, key: name, problem: "is no key of a study",
        remedy: near + "The keys are \(keys.joined(separator: ", "))")
    }
  }

  subscript(_ name: String) -> Node? { mapping[name] }

  func path(_ name: String) -> String { key.map { "\($0).\(name)" } ?? name }

  func without(_ names: [String]) -> Node {
    Node(mapping.filter { !names.contains($0.key.scalar?.string ?? "") }.map { ($0.key, $0.value) })
  }
}
