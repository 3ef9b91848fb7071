import Accuracy
import Foundation
import Training

extension Training.Configuration {
  /// The settings that differ from the defaults of the preset, by their keys in alphabetical order:
  /// "split.count", "100".
  func changedSettings() throws -> [Fact] {
    var plain = Training.Configuration(preset: preset)
    plain.network = NetworkSection(network.kind)
    plain.split = plain.split.ofKind(split.kind)
    let defaults = try Self.values(of: plain)
    return try Self.values(of: self).filter { defaults[$0.key] != $0.value }
      .sorted { $0.key < $1.key }.map { Fact($0.key, $0.value) }
  }

  /// Every value as text by the path of its key.
  private static func values(of configuration: Self) throws -> [String: String] {
    let tree = try JSONSerialization.jsonObject(with: JSONEncoder().encode(configuration))
    var values: [String: String] = [:]
    func visit(_ value: Any, _ path: String) throws {
      if let members = value as? [String: Any] {
        for (key, member) in members { try visit(member, path.isEmpty ? key : "\(path).\(key)") }
      } else if let text = value as? String {
        values[path] = text
      } else {
        values[path] = String(
          decoding: try JSONSerialization.data(
            withJSONObject: value,
            options: [
              .fragmentsAllowed, .sortedKeys,
              .withoutEscapingSlashes,
            ]), as: UTF8.self)
      }
    }
    try visit(tree, "")
    return values
  }
}
