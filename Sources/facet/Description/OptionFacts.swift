import ArgumentParser
import Parts
import Scenes

/// What the parser does not know of options: how far numbers may go, and which of them name a file
/// or folder that is written. An option means the same in every command that has it.
enum OptionFacts {
  /// The range of an option's numbers, by its long name.
  static let ranges: [String: PartOption.Kind] = [
    "bands": .whole(2...10_000),
    "blocks": .whole(1...100_000),
    "classes": .whole(2...65_535),
    "columns": .whole(1...10_000_000),
    "difficulty": .number(0...1),
    "episodes": .whole(2...1_000_000),
    "fold": .whole(0...99),
    "folds": .whole(2...100),
    "fraction": .number(0...1),
    "neighbours": .whole(1...100_000),
    "per-class": .whole(1...1_000_000_000),
    "port": .whole(0...65_535),
    "prototypes": .whole(1...100_000),
    "queries": .whole(1...100_000),
    "reject": .number(0...1),
    "rows": .whole(1...10_000_000),
    "scale": .whole(1...64),
    "threads": .whole(1...4096),
    "tolerance": .number(0...1_000_000),
    "validation": .number(0...1),
    "ways": .whole(2...65_535),
    "window": .whole(1...255),
  ]

  /// Long names of options that are written to; where commands differ, "command --name".
  private static let outputs: Set<String> = [
    "baseline --map", "figures", "log", "output", "picture", "polygons", "probabilities",
    "quicklook",
  ]

  static func isOutput(_ option: String, of command: String) -> Bool {
    outputs.contains(option) || outputs.contains("\(command) --\(option)")
  }

  /// Checks every number that was given.
  ///
  /// - Parameter command: parsed.
  /// - Throws: `ValidationError` with the option, its value and its range.
  static func requireInRange(_ command: some ParsableArguments) throws {
    for argument in ReflectedArgument.all(in: command) {
      guard let name = argument.name, let range = ranges[name],
        let number = argument.number,
        let requirement = PartOption(name: name, kind: range, standard: nil, summary: "")
          .requirement(brokenBy: .number(number))
      else { continue }
      throw ValidationError("--\(name) \(Parameter.number(number).shown): give \(requirement)")
    }
  }
}
