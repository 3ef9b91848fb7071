/// A table as text: a line of names, then lines of values, between commas, semicolons or tabs.
struct DelimitedText {
  /// The names of the columns, without blanks around them.
  let names: [String]
  private let bytes: [UInt8]
  private let separator: UInt8
  /// Where the first line behind the names begins, and its number from 1.
  private let body: (start: Int, line: Int)

  /// Nil if the first line has fewer than two fields. Lines that begin with "#" and empty ones are
  /// passed over.
  init?(_ bytes: [UInt8]) {
    let isUTF8 = String(validating: bytes.prefix(1 << 16).dropLast(3), as: UTF8.self) != nil
    let hasMark = bytes.starts(with: [0xEF, 0xBB, 0xBF])
    self.bytes = isUTF8 && !hasMark ? bytes : Array(decodedText(bytes).utf8)
    var place = 0
    var line = 0
    var head: ArraySlice<UInt8> = []
    while place < self.bytes.count, head.isEmpty || head.first == 0x23 {
      let end = self.bytes[place...].firstIndex(of: 0x0A) ?? self.bytes.endIndex
      head = Self.trimmed(self.bytes[place..<end])
      place = end + 1
      line += 1
    }
    let found = [UInt8(ascii: ";"), UInt8(ascii: "\t"), UInt8(ascii: ",")]
      .first { head.contains($0) }
    guard let found, !head.isEmpty else { return nil }
    separator = found
    names = Self.fields(of: head, found)
    body = (place, line + 1)
    if names.count < 2 { return nil }
  }

  /// Calls `body` with the number of each line and its fields; empty lines are passed over.
  func forEachLine(_ visit: (_ line: Int, _ fields: [String]) throws -> Void) rethrows {
    var place = body.start
    var line = body.line
    while place < bytes.count {
      let end = bytes[place...].firstIndex(of: 0x0A) ?? bytes.endIndex
      let text = Self.trimmed(bytes[place..<end])
      if !text.isEmpty, text.first != 0x23 {
        try visit(line, Self.fields(of: text, separator))
      }
      place = end + 1
      line += 1
    }
  }

  private static func trimmed(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let isBlank = { (byte: UInt8) in byte == 0x20 || byte == 0x0D }
    var line = line.drop(while: isBlank)
    while let last = line.last, isBlank(last) { line.removeLast() }
    return line
  }

  /// Quotes keep separators; two of them within quotes are one.
  private static func fields(of line: ArraySlice<UInt8>, _ separator: UInt8) -> [String] {
    let quote = UInt8(ascii: "\"")
    guard line.contains(quote) else {
      return line.split(separator: separator, omittingEmptySubsequences: false).map {
        String(decoding: trimmed($0), as: UTF8.self)
      }
    }
    var fields: [String] = []
    var field: [UInt8] = []
    var isQuoted = false
    var last: UInt8 = 0
    for byte in line {
      defer { last = byte }
      if byte == quote {
        if !isQuoted, last == quote { field.append(quote) }
        isQuoted.toggle()
      } else if byte == separator, !isQuoted {
        fields.append(String(decoding: trimmed(field[...]), as: UTF8.self))
        field = []
      } else {
        field.append(byte)
      }
    }
    return fields + [String(decoding: trimmed(field[...]), as: UTF8.self)]
  }
}
