package import Foundation

extension JSONEncoder {
  /// For files that people read and compare: indented, keys in alphabetical order, slashes as they
  /// are, so that the same values give the same text.
  package static var stable: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return encoder
  }
}
