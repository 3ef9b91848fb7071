internal import Parts
internal import Scenes
internal import Yams

/// Differences from one source that are laid over a tree of defaults, whose keys are all there are.
struct Overlay {
  /// nil if nothing is given.
  private(set) var tree: Node?
  let file: String

  /// - Throws: `ConfigurationError` if a key is written in two places.
  init(tree: Node?, file: String) throws {
    self.tree = try tree.map { try Self.settled($0, file: file) }
    self.file = file
  }

  /// "network.window=7": the value is YAML.
  init(override text: String) throws {
    file = "--set \(text)"
    guard let sign = text.firstIndex(of: "=") else {
      throw ConfigurationError(
        file: file, problem: "has no `=`", remedy: "Write key=value, such as network.window=7")
    }
    let path = text[..<sign].split(separator: ".", omittingEmptySubsequences: false).map(
      String.init)
    guard !path.contains(where: \.isEmpty) else {
      throw ConfigurationError(
        file: file, problem: "names no key", remedy: "Write key=value, such as network.window=7")
    }
    let value = try Self.parse(String(text[text.index(after: sign)...]), file: file)
    var node = value ?? Node("null", Tag(.null), .plain)
    for key in path.reversed() { node = Node([(Node(key), node)]) }
    tree = try Self.settled(node, file: file)
  }

  /// The tree with the sections as they settle their keys.
  private static func settled(_ tree: Node, file: String) throws -> Node {
    guard var root = tree.mapping else { return tree }
    for (name, settle) in [("network", NetworkSection.settled), ("split", SplitSection.settled)] {
      if let written = root[name]?.mapping { root[name] = .mapping(settle(written)) }
    }
    for phase in phaseSections {
      guard let written = root[phase.name]?.mapping else { continue }
      root[phase.name] = .mapping(try phase.settled(written, file: file))
    }
    return .mapping(root)
  }

  /// The kind that a section ends with. What earlier overlays say of the options of another kind,
  /// which was theirs, is taken out: with `--set split.kind=blocks` a file's `count` says nothing.
  ///
  /// - Parameter standard: the kind if no overlay names one.
  static func settleKind<Kind: PartKind & Equatable>(
    of section: String, _ standard: Kind, in overlays: inout [Overlay]
  ) -> Kind {
    var kinds: [Kind] = []
    for overlay in overlays {
      let word = overlay.tree?.mapping?[section]?.mapping?["kind"]?.scalar?.string
      kinds.append(word.flatMap(Kind.find) ?? kinds.last ?? standard)
    }
    let last = kinds.last ?? standard
    let own = Set(last.options.map(\.name))
    for (index, kind) in kinds.enumerated() where kind != last {
      guard var root = overlays[index].tree?.mapping, var keys = root[section]?.mapping else {
        continue
      }
      for option in kind.options where !own.contains(option.name) { keys[option.name] = nil }
      root[section] = .mapping(keys)
      overlays[index].tree = .mapping(root)
    }
    return last
  }

  static func parse(_ yaml: String, file: String) throws -> Node? {
    do {
      return try Yams.compose(yaml: yaml)
    } catch {
      throw ConfigurationError(
        file: file, problem: "is not valid YAML: \(error)", remedy: "Correct the text")
    }
  }

  /// - Throws: `ConfigurationError` for a key that the defaults do not have, and for a value where a
  ///   section is due.
  func laid(over base: Node) throws -> Node {
    guard let tree else { return base }
    return try lay(tree, over: base, path: [], root: base)
  }

  private func lay(_ node: Node, over base: Node, path: [String], root: Node) throws -> Node {
    if isPart(path) { return part(node, over: base) }
    guard case .mapping(var result) = base else { return node }
    if node.isNull { return base }
    let keys = Array(result.keys).compactMap(\.scalar?.string)
    guard case .mapping(let differences) = node else {
      throw ConfigurationError(
        file: file, key: path.isEmpty ? nil : path.joined(separator: "."),
        problem: "is \(node.text), not a section",
        remedy: "Its keys are \(keys.joined(separator: ", "))")
    }
    for (key, value) in differences {
      let name = key.scalar?.string ?? key.text
      let path = path + [name]
      guard keys.contains(name), let old = result[name] else {
        let near = nearestName(to: name, among: keys).map {
          "Did you mean `\((path.dropLast() + [$0]).joined(separator: "."))`? "
        }
        let places = Self.places(of: name, in: root)
        let place = places.isEmpty ? nil : "It goes where \(places.joined(separator: " or ")) is. "
        throw ConfigurationError(
          file: file, key: path.joined(separator: "."), problem: "is no key of a configuration",
          remedy: (Self.hint(path) ?? place ?? near ?? "")
            + "The keys here are \(keys.joined(separator: ", "))")
      }
      result[name] = try lay(value, over: old, path: path, root: root)
    }
    return .mapping(result)
  }

  /// What to write in place of keys that people guess, as the command line has options of that name.
  private static func hint(_ path: [String]) -> String? {
    switch path {
    case ["split", "perClass"]: "Write `split: {kind: perClass, count: 20}`. "
    case ["split", "blocks"]: "Write `split: {kind: blocks, size: 15}`. "
    case ["split", "masks"]: "Write `split: {kind: masks, train: …, test: …}`. "
    case ["scene", "classes"]:
      "Classes belong into a scene descriptor (`scene: {descriptor: FILE.yaml}`). "
    default: nil
    }
  }

  /// Where the defaults have a key of that name, such as `split.window`.
  private static func places(of name: String, in node: Node, below path: [String] = []) -> [String]
  {
    guard let keys = node.mapping else { return [] }
    return keys.flatMap { key, value -> [String] in
      let path = path + [key.scalar?.string ?? ""]
      return (path.last == name ? ["`\(path.joined(separator: "."))`"] : [])
        + places(of: name, in: value, below: path)
    }
  }

  /// Whether the value there is a part by name: a name, or a name with parameters, whose keys
  /// depend on the name.
  private func isPart(_ path: [String]) -> Bool {
    // Of a meta-training; no other configuration has this key at its root.
    if path == ["head"] { return true }
    let key = path.dropFirst().joined(separator: ".")
    return phaseSections.contains { $0.name == path.first && $0.kinds[key] != nil }
  }

  /// A part that is named replaces the one there; parameters alone are added to it.
  private func part(_ node: Node, over base: Node) -> Node {
    guard let parameters = node.mapping, parameters["name"] == nil,
      base.mapping != nil || !base.isNull
    else { return node }
    var result = base.mapping ?? Node.Mapping([(Node("name"), base)])
    for (key, value) in parameters { result[key] = value }
    return .mapping(result)
  }

  /// Says which value of which source could not be understood.
  static func explain(_ error: DecodingError, overlays: [Overlay]) -> ConfigurationError {
    var expected: String?
    let context: DecodingError.Context
    switch error {
    case .typeMismatch(let type, let found):
      (expected, context) = (name(of: type), found)
    case .valueNotFound(let type, let found):
      (expected, context) = (name(of: type), found)
    case .keyNotFound(_, let found), .dataCorrupted(let found): context = found
    @unknown default: return ConfigurationError(file: overlays[0].file, problem: "\(error)")
    }
    let path = context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }
    let source = overlays.last { $0.node(at: context.codingPath) != nil } ?? overlays[0]
    let key = path.joined(separator: ".").replacing(".[", with: "[")
    guard let expected, let node = source.node(at: context.codingPath) else {
      return ConfigurationError(file: source.file, key: key, problem: context.debugDescription)
    }
    return ConfigurationError(
      file: source.file, key: key, problem: "is \(node.text)", remedy: "It must be \(expected)")
  }

  private static func name(of type: any Any.Type) -> String {
    switch type {
    case is any UnsignedInteger.Type: "a whole number from 0"
    case is any BinaryInteger.Type: "a whole number"
    case is any BinaryFloatingPoint.Type: "a number"
    case is Bool.Type: "true or false"
    case is any StringProtocol.Type: "text"
    case is Node.Mapping.Type: "a name, or a section with a name"
    default: "a list"
    }
  }

  private func node(at path: [any CodingKey]) -> Node? {
    path.reduce(tree) { node, key in
      guard let index = key.intValue else { return node?.mapping?[key.stringValue] }
      return node?.sequence.flatMap { $0.indices.contains(index) ? $0[index] : nil }
    }
  }
}

extension Node {
  fileprivate var isNull: Bool {
    scalar.map { $0.style == .plain && ["", "~", "null"].contains($0.string) } ?? false
  }

  /// The node as one would write it, shortened.
  fileprivate var text: String {
    switch self {
    case .scalar(let scalar):
      let text = scalar.string.isEmpty ? "nothing" : scalar.string
      return "`\(text.prefix(60))`"
    case .sequence(let list): return "a list of \(list.count)"
    case .mapping(let keys):
      return "a section of \(keys.keys.compactMap(\.scalar?.string).joined(separator: ", "))"
    default: return "an alias"
    }
  }
}
