internal import Foundation

/// What the colours of a picture mean: a text of a line for each class, with its colour as
/// "#rrggbb" or as three numbers from 0 to 255, and its name; a number before the colour is its code.
///
///     class,red,green,blue            1 255 0 0 oak            #ff0000 oak
///     oak,255,0,0
struct ColourPalette {
  /// The classes by code; the code of each line from 1 if the file gives none.
  let entries: [ClassTable.Entry]
  /// The file, or "the scene descriptor".
  let source: String

  init(entries: [ClassTable.Entry], source: String) throws {
    let double = Dictionary(grouping: entries, by: \.colour).first { $0.value.count > 1 }
    guard double == nil, Set(entries.map(\.code)).count == entries.count else {
      throw SceneError(
        file: source,
        problem: double.map {
          "has the colour \($0.key.hexadecimal) for \($0.value.map(\.name).joined(separator: " and "))"
        } ?? "gives a code to two classes",
        remedy: "Give each class a colour and a code of its own")
    }
    self.entries = entries
    self.source = source
  }

  /// Reads a palette.
  ///
  /// - Throws: `SceneError` with the line that is none.
  init(_ path: String) throws {
    OutputGate.program.note(path, as: "a palette of labels")
    let size = try FileStart(path).bytes.count
    guard size > 0, try FileStart.size(of: path) <= 1 << 20 else {
      throw SceneError(file: path, problem: "is longer than 1 MiB, which no palette is")
    }
    var entries: [ClassTable.Entry] = []
    let lines = decodedText(try wholeFile(path))
      .split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for (index, line) in lines.enumerated() {
      let text = line.trimmingCharacters(in: .whitespaces)
      let isRemark = text.hasPrefix("#") && Colour(hexadecimal: String(text.prefix(7))) == nil
      if text.isEmpty || isRemark || text.hasPrefix("//") { continue }
      guard let entry = Self.entry(text, number: entries.count + 1) else {
        // The first line may name the columns.
        if entries.isEmpty, !text.contains(where: \.isNumber) { continue }
        throw SceneError(
          file: path,
          problem: "line \(index + 1): \"\(text.prefix(60))\" is no class with a colour",
          remedy: "Write `red,green,blue,name`, `name,#rrggbb` or `code red green blue name`")
      }
      entries.append(entry)
    }
    guard !entries.isEmpty else {
      throw SceneError(
        file: path, problem: "lists no class with a colour",
        remedy: "Write a line `red,green,blue,name` for each class")
    }
    try self.init(entries: entries, source: path)
  }

  private static func entry(_ line: String, number: Int) -> ClassTable.Entry? {
    let separator: Character? = [",", ";", "\t"].first { line.contains($0) }
    let fields = line.split { $0 == separator ?? " " || separator == nil && $0 == "\t" }
      .map { $0.trimmingCharacters(in: CharacterSet(charactersIn: " \"'")) }
    if let place = fields.firstIndex(where: { $0.hasPrefix("#") })
      ?? fields.firstIndex(where: {
        $0.count == 6 && Int($0) == nil && Colour(hexadecimal: $0) != nil
      })
    {
      guard let colour = Colour(hexadecimal: fields[place]) else { return nil }
      let others = fields.indices.filter { $0 != place }.map { fields[$0] }
      let code = others.first.flatMap { Int($0) }
      return made(code, colour, Array(others.dropFirst(code == nil ? 0 : 1)), number)
    }
    // The colour is the last three of the numbers that stand side by side, before a name or after.
    let isNumber = fields.map { Int($0) != nil }
    guard let first = isNumber.firstIndex(of: true) else { return nil }
    let end = isNumber[first...].firstIndex(of: false) ?? fields.endIndex
    guard 3...5 ~= end - first else { return nil }
    let numbers = fields[first..<end].compactMap { Int($0) }
    // Code, red, green, blue; a fifth number is the opacity, as QGIS and GRASS write it.
    let offset = numbers.count == 3 ? 0 : 1
    let channels = numbers[offset..<offset + 3].compactMap { UInt8(exactly: $0) }
    guard channels.count == 3 else { return nil }
    return made(
      offset == 1 ? numbers[0] : nil,
      Colour(red: channels[0], green: channels[1], blue: channels[2]),
      Array(fields[..<first] + fields[end...]), number)
  }

  private static func made(
    _ code: Int?, _ colour: Colour, _ words: [String], _ number: Int
  ) -> ClassTable.Entry {
    let name = words.filter { !$0.isEmpty }.joined(separator: " ")
    return ClassTable.Entry(
      code: code ?? number, name: name.isEmpty ? nil : name, colour: colour)
  }
}
