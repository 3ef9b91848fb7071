internal import Foundation

/// The text file beside an ENVI image: `key = value` a line, values in braces may span lines, `;`
/// begins a comment line. Keys do not depend on case (NV5, "ENVI Header Files").
struct ENVIHeader: Sendable {
  let path: String
  private let values: [String: String]

  /// - Throws: `SceneError` if it cannot be read, is no header, or is longer than 16 MiB.
  init(_ path: String) throws {
    self.path = path
    OutputGate.program.note(path, as: "an ENVI header")
    let size = try FileStart.size(of: path)
    guard size <= 1 << 24, let data = FileManager.default.contents(atPath: path) else {
      throw SceneError(
        file: path, problem: "cannot be read as an ENVI header (\(size) bytes)",
        remedy: "Check the permissions of the file")
    }
    let text = decodedText([UInt8](data))
    guard text.hasPrefix("ENVI") else {
      throw SceneError(
        file: path, problem: "is no ENVI header: its first line is not \"ENVI\"",
        remedy: "Name the header or the data of an ENVI image")
    }
    values = Self.parse(text)
  }

  private static func parse(_ text: String) -> [String: String] {
    var values: [String: String] = [:]
    var open: (key: String, value: String)?
    for line in text.split(whereSeparator: \.isNewline) {
      let line = line.trimmingCharacters(in: .whitespaces)
      if line.hasPrefix(";") { continue }
      if let (key, value) = open {
        let joined = value + "\n" + line
        open = line.contains("}") ? nil : (key, joined)
        values[key] = joined
      } else if let equals = line.firstIndex(of: "=") {
        let key = line[..<equals].lowercased().split(whereSeparator: \.isWhitespace)
          .joined(separator: " ")
        let value = line[line.index(after: equals)...].trimmingCharacters(in: .whitespaces)
        values[key] = value
        if value.hasPrefix("{"), !value.contains("}") { open = (key, value) }
      }
    }
    return values
  }

  /// All keys, in small letters.
  var keys: [String] { values.keys.sorted() }

  /// The size that the header states, if it is not `shape`.
  func otherSize(than shape: CubeShape) -> String? {
    let stated = ["lines", "samples", "bands"].map { text($0) ?? "?" }
    let expected = [shape.rows, shape.columns, shape.bands].map { "\($0)" }
    return stated == expected ? nil : stated.joined(separator: "×")
  }

  /// The value of a key, without braces; nil if there is none.
  func text(_ key: String) -> String? {
    guard var value = values[key] else { return nil }
    if value.hasPrefix("{") {
      value = String(value.dropFirst())
      if let end = value.lastIndex(of: "}") { value = String(value[..<end]) }
    }
    value = value.trimmingCharacters(in: .whitespacesAndNewlines)
    return value.isEmpty ? nil : value
  }

  /// The items of a list.
  func texts(_ key: String) -> [String]? {
    text(key)?.split(separator: ",").map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }
      .filter { !$0.isEmpty }
  }

  /// The numbers of a list; nil if there is none.
  ///
  /// - Throws: `SceneError` if something else stands among them.
  func numbers(_ key: String) throws -> [Double]? {
    guard let texts = texts(key) else { return nil }
    return try texts.map { text in
      guard let number = Double(text) else {
        throw SceneError(
          file: path, variable: key, problem: "\"\(text.prefix(40))\" is no number",
          remedy: "Correct the header")
      }
      return number
    }
  }

  /// A whole number, or `otherwise` if the key is absent.
  ///
  /// - Throws: `SceneError` if it is absent and there is nothing to take instead, or out of range.
  func whole(_ key: String, in range: ClosedRange<Int>, otherwise: Int? = nil) throws -> Int {
    guard let text = text(key) else {
      if let otherwise { return otherwise }
      throw SceneError(
        file: path, variable: key, problem: "is missing", remedy: "Add it to the header")
    }
    guard let number = Int(text), range.contains(number) else {
      throw SceneError(
        file: path, variable: key,
        problem: "is \"\(text.prefix(40))\", not a whole number from \(range.lowerBound) up",
        remedy: "Correct the header")
    }
    return number
  }
}
