extension ClassTable {
  /// The classes of a label map by CF's `flag_meanings` and `flag_values` (CF 1.10, section 3.5);
  /// nil without them.
  init?(flagsOf path: String, in file: some AttributedArrays) throws {
    guard let text = try file.attribute("flag_meanings", on: path)?.text,
      let values = try file.attribute("flag_values", on: path)?.numbers
    else { return nil }
    let names = text.split(separator: " ").map(String.init)
    let flags = zip(values.compactMap { Int(exactly: $0) }, names).filter { 1...65535 ~= $0.0 }
    guard names.count == values.count, let last = flags.map(\.0).max() else { return nil }
    self.init(names: (1...last).map { "Class \($0)" })
    for (value, name) in flags { entries[value - 1].name = name }
  }
}
