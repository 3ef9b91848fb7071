internal import Foundation
internal import Networks
internal import Parts
internal import Sampling
internal import Scenes
internal import Yams

extension Configuration {
  /// Reads differences from a file and lays them over the defaults of their preset.
  ///
  /// - Parameters:
  ///   - path: a YAML file; nil for the defaults alone.
  ///   - overrides: "key.path=value", as given to --set; later ones win, and all win over the file.
  /// - Throws: `ConfigurationError` naming the file, the key and the value at fault.
  public static func load(path: String?, overrides: [String] = []) throws -> Configuration {
    guard let path else { return try Configuration(yaml: "", file: "--set", overrides: overrides) }
    return try Configuration(yaml: try text(of: path), file: path, overrides: overrides)
  }

  /// The text of a configuration file.
  ///
  /// - Throws: `ConfigurationError` if there is no such file or it holds no text.
  static func text(of path: String) throws -> String {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder),
      !isFolder.boolValue, let data = FileManager.default.contents(atPath: path)
    else {
      throw ConfigurationError(
        file: path,
        problem: isFolder.boolValue
          ? "is a folder" : "there is no such file, or it may not be read",
        remedy: "Give the path of a configuration, such as Configs/indian-pines.yaml")
    }
    OutputGate.program.note(path, as: "the configuration")
    guard data.count < 1 << 20, let text = String(data: data, encoding: .utf8) else {
      throw ConfigurationError(
        file: path, problem: "is no text file (\(data.count) bytes)",
        remedy: "Give the path of a configuration in YAML")
    }
    return text
  }

  /// Lays differences over the defaults of their preset.
  ///
  /// - Parameters:
  ///   - yaml: the text.
  ///   - file: names it in messages.
  ///   - overrides: "key.path=value".
  public init(yaml: String, file: String, overrides: [String] = []) throws {
    let written = try Overlay(tree: try Overlay.parse(yaml, file: file), file: file)
    self = try Configuration(
      overlays: [written] + overrides.map(Overlay.init(override:)), unvalidated: ())
    do {
      try validate(file: file)
    } catch var error as ConfigurationError {
      // A value from the command line is not looked for in the file.
      if let key = error.key, let source = overrides.last(where: { $0.hasPrefix("\(key)=") }) {
        error.file = "--set \(source)"
      }
      throw error
    }
  }

  /// Lays differences from several sources over the defaults of the last preset they name; later
  /// ones win.
  init(overlays: [Overlay]) throws {
    self = try Configuration(overlays: overlays, unvalidated: ())
    try validate(file: overlays.last?.file ?? "configuration")
  }

  private init(overlays: [Overlay], unvalidated: Void) throws {
    let source = overlays.last { $0.tree?.mapping?["preset"] != nil }
    var defaults = Configuration(preset: try Self.preset(source))
    // The kind decides which other keys its section has, and their values unless told; a word that
    // is no kind is refused below, with the words that are.
    var overlays = overlays
    let network = Overlay.settleKind(of: "network", NetworkSection.standard, in: &overlays)
    let split = Overlay.settleKind(of: "split", SplitSection.standard, in: &overlays)
    defaults.network = NetworkSection(network)
    defaults.split = defaults.split.ofKind(split)
    var tree = try YAMLEncoder().node(defaults)
    for overlay in overlays { tree = try overlay.laid(over: tree) }
    do {
      self = try YAMLDecoder().decode(Configuration.self, from: tree)
    } catch let error as DecodingError {
      throw Overlay.explain(error, overlays: overlays)
    }
  }

  private static func preset(_ source: Overlay?) throws -> Preset {
    guard let source, let word = source.tree?.mapping?["preset"]?.scalar?.string else {
      return .default
    }
    guard let preset = Preset(rawValue: word) else {
      throw ConfigurationError(
        file: source.file, key: "preset",
        problem: wrongChoice(word, of: Preset.allCases.map(\.rawValue)))
    }
    return preset
  }

  /// The whole configuration, every option with its value; loads again to an equal one.
  public func yaml() throws -> String {
    try Yams.serialize(node: try YAMLEncoder().node(self))
  }

  /// Writes the whole configuration to a file.
  public func save(_ path: String) throws {
    try replaceFile(path, with: Data(try yaml().utf8))
  }
}

extension YAMLEncoder {
  /// A value as a tree of YAML nodes.
  ///
  /// Yams rounds numbers to 15 digits; those of JSON come back as they were, and read better: 0.002
  /// and not 2e-3.
  func node(_ value: some Encodable) throws -> Node {
    let json = JSONEncoder()
    json.outputFormatting = .withoutEscapingSlashes
    let numbers = try Yams.compose(yaml: String(decoding: json.encode(value), as: UTF8.self))
    return (try Yams.compose(yaml: encode(value)) ?? Node("")).withNumbers(of: numbers)
  }
}

extension Node {
  fileprivate func withNumbers(of other: Node?) -> Node {
    switch self {
    case .mapping(var mapping):
      for (key, value) in mapping { mapping[key] = value.withNumbers(of: other?.mapping?[key]) }
      return .mapping(mapping)
    case .sequence(var sequence):
      for (index, exact) in zip(sequence.indices, other?.sequence.map(Array.init) ?? []) {
        sequence[index] = sequence[index].withNumbers(of: exact)
      }
      return .sequence(sequence)
    case .scalar(var scalar):
      if scalar.style == .plain, Double(scalar.string) != nil, let exact = other?.scalar {
        scalar.string = exact.string
      }
      return .scalar(scalar)
    default: return self
    }
  }
}
