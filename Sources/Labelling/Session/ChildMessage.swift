/// A line that a training says with `--progress json`.
struct ChildMessage: Decodable {
  var kind: String
  var text: String?
  var done: Int?
  var total: Int?

  /// Without what the program puts before an error.
  static func plain(_ text: String) -> String {
    text.hasPrefix("Error: ") ? String(text.dropFirst(7)) : text
  }
}
