internal import Yams

extension Configuration {
  /// Everything that is wrong with a configuration file, not only what is met first.
  ///
  /// - Parameters:
  ///   - path: a YAML file.
  ///   - overrides: "key.path=value", as given to --set.
  /// - Returns: one error for each key at fault; empty if the configuration loads.
  public static func faults(path: String, overrides: [String] = []) -> [ConfigurationError] {
    do {
      return try faults(yaml: try text(of: path), file: path, overrides: overrides)
    } catch let error as ConfigurationError {
      return [error]
    } catch {
      return [ConfigurationError(file: path, problem: "\(error)")]
    }
  }

  /// Loads again and again, each time without the key that was at fault.
  package static func faults(
    yaml: String, file: String, overrides: [String] = []
  ) throws -> [ConfigurationError] {
    var tree = try Overlay.parse(yaml, file: file)
    var overrides = overrides
    var faults: [ConfigurationError] = []
    while true {
      do {
        let text = try tree.map { try Yams.serialize(node: $0) } ?? ""
        _ = try Configuration(yaml: text, file: file, overrides: overrides)
        return faults
      } catch let error as ConfigurationError {
        faults.append(error)
        let count = overrides.count
        overrides.removeAll { "--set \($0)" == error.file }
        if overrides.count < count { continue }
        let path = error.key?.split { ".[".contains($0) }.map(String.init) ?? []
        guard let rest = tree?.removing(path), rest != tree else { return faults }
        tree = rest
      }
    }
  }
}

extension Node {
  /// The tree without the value at a path; as it is if there is none.
  fileprivate func removing(_ path: [String]) -> Node {
    guard let key = path.first, case .mapping(var mapping) = self, let value = mapping[key] else {
      return self
    }
    let inner = value.removing(Array(path.dropFirst()))
    mapping[key] = path.count == 1 || inner == value ? nil : inner
    return .mapping(mapping)
  }
}
