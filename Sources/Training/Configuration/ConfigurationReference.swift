internal import Networks
package import Parts
internal import Sampling
internal import Yams

/// Every key of a configuration with its default and a sentence, and the parts that can be chosen.
public struct ConfigurationReference {
  private let defaults: Node
  private let notes: [String: String]
  /// Parts that a key chooses between, by the key.
  private let kinds: [String: [any PartKind]]

  public init() throws {
    let configuration = Configuration()
    defaults = try Yams.compose(yaml: configuration.yaml()) ?? Node("")
    var notes = Configuration.notes
    func add(_ section: String, _ own: [String: String]) {
      for (key, note) in own { notes["\(section).\(key)"] = note }
    }
    add("scene", SceneSection.notes)
    add("split", SplitSection.notes)
    add("network", NetworkSection.notes)
    add("selfTrain", SelfTrainSection.notes)
    add("map", MapSection.notes)
    for option in configuration.split.kind.options {
      notes["split.\(option.name)"] = option.summary
    }
    for option in configuration.network.kind.options {
      notes["network.\(option.name)"] = option.summary
    }
    var kinds: [String: [any PartKind]] = [
      "split.kind": SplitKind.all, "network.kind": NetworkKind.all,
    ]
    for phase in phaseSections {
      add(phase.name, phase.notes)
      for (key, parts) in phase.kinds { kinds["\(phase.name).\(key)"] = parts }
    }
    self.notes = notes
    self.kinds = kinds
  }

  /// Keys of every section and value: "split.count".
  public var keys: [String] {
    func visit(_ node: Node, _ path: [String]) -> [String] {
      guard let keys = node.mapping else { return [] }
      return keys.flatMap { key, value in
        let path = path + [key.scalar?.string ?? ""]
        return [path.joined(separator: ".")] + visit(value, path)
      }
    }
    return visit(defaults, [])
  }

  /// A key's default as YAML writes it; nil for a section, and if there is no such key.
  public func standard(_ key: String) -> String? {
    var node = defaults
    for name in key.split(separator: ".") {
      guard let next = node.mapping?[String(name)] else { return nil }
      node = next
    }
    return node.mapping == nil ? node.inline : nil
  }

  /// The parts that a key chooses between, by the key.
  package var choices: [String: [any PartKind]] { kinds }

  /// The sentence on a key; nil if there is none.
  public func note(_ key: String) -> String? { notes[key] }

  /// All keys, or those at and below one, with what can be chosen there.
  ///
  /// - Returns: nil if there is no such key.
  public func text(_ key: String? = nil) -> String? {
    let path = key?.split(separator: ".").map(String.init) ?? []
    var node = defaults
    for name in path {
      guard let next = node.mapping?[name] else { return nil }
      node = next
    }
    let title = path.last.map { lines($0, node, Array(path.dropLast()), 0) }
    var result = title ?? sections(node)
    let below = kinds.keys.filter { $0 == key || $0.hasPrefix((key ?? "") + ".") || key == nil }
    for place in below.sorted() {
      result += [""] + choices(place, isWhole: key != nil || place.hasSuffix(".kind"))
    }
    return result.joined(separator: "\n") + "\n"
  }

  private func sections(_ node: Node) -> [String] {
    (node.mapping ?? [:]).flatMap { key, value in
      lines(key.scalar?.string ?? "", value, [], 0)
    }
  }

  private func lines(_ name: String, _ node: Node, _ above: [String], _ depth: Int) -> [String] {
    let path = above + [name]
    let indent = String(repeating: "  ", count: depth)
    let key = node.mapping == nil ? "\(indent)\(name): \(node.inline)" : "\(indent)\(name):"
    let note = notes[path.joined(separator: ".")].map { "# \($0)" } ?? ""
    let first = note.isEmpty ? key : key.padding(to: 28) + note
    return [first]
      + (node.mapping ?? [:]).flatMap { lines($0.scalar?.string ?? "", $1, path, depth + 1) }
  }

  /// The parts that a key chooses between: with their options, or their names alone.
  private func choices(_ key: String, isWhole: Bool) -> [String] {
    guard let parts = kinds[key] else { return [] }
    guard isWhole else {
      return ["# \(key): \(parts.map(\.name).sorted().joined(separator: ", "))"].flatMap(wrapped)
        + ["#   options: facet help configuration \(key)"]
    }
    return parts.flatMap { part in
      ["# \(key): \(part.name)".padding(to: 28) + "  \(part.summary)"]
        + part.options.map { option in
          "#   \(option.name): \(option.standard?.shown ?? "null")".padding(to: 28)
            + "  \(option.summary)"
        }
    }
  }

  /// A comment of several lines, at most 100 wide.
  private func wrapped(_ text: String) -> [String] {
    var lines = [""]
    for word in text.split(separator: " ") {
      if lines[lines.count - 1].count + word.count > 98 { lines.append("#  ") }
      lines[lines.count - 1] += (lines[lines.count - 1].isEmpty ? "" : " ") + word
    }
    return lines
  }
}

extension Node {
  /// As one would write it in one line.
  fileprivate var inline: String {
    if let items = sequence { return "[" + items.map(\.inline).joined(separator: ", ") + "]" }
    return scalar.map { $0.string.isEmpty ? "null" : $0.string } ?? ""
  }
}

extension String {
  /// Filled up with spaces, and at least one of them.
  fileprivate func padding(to width: Int) -> String {
    self + String(repeating: " ", count: Swift.max(1, width - count))
  }
}
