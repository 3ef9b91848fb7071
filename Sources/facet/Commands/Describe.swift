import ArgumentParser
import Foundation

/// `facet describe`: what front ends are made from.
struct Describe: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List every command and option with type, range, default and a sentence.",
    discussion: """
      With --json also every key of a configuration, every part that can be chosen (losses, \
      networks, splits, baselines …) with its options, the formats of results and the exit codes. \
      Manual pages, the QGIS plug-in and the Python package are made from it.

      Example: facet describe classify
      """)

  @Argument(help: ArgumentHelp("One command. Default: all.", valueName: "command"))
  var command: String?

  @OptionGroup var result: JSONOption
  @OptionGroup var messages: MessageOptions

  func run() throws {
    var whole = try ProgramDescription()
    if let command {
      whole.commands.removeAll { $0.name != command }
      guard !whole.commands.isEmpty else { throw Facet.unknownCommand(command) }
    }
    print(
      try result.json
        ? jsonText(whole)
        : whole.commands.map(\.text).joined(separator: "\n\n"))
  }
}

extension ProgramDescription.Command {
  /// A line for each option.
  fileprivate var text: String {
    (["facet \(name): \(abstract)"] + arguments.map { "  " + $0.text }).joined(separator: "\n")
  }
}

extension ProgramDescription.Argument {
  fileprivate var text: String {
    let title = names.isEmpty ? "<\(name)>" : names.joined(separator: ", ")
    let limits = range.map { " \(shown($0[0])) to \(shown($0[1]))" } ?? ""
    let words = choices.map { ": " + $0.joined(separator: ", ") } ?? ""
    let facts =
      [type + limits + words, isRequired ? "required" : nil, standard.map { "default \($0)" }]
      .compactMap(\.self).joined(separator: "; ")
    return "\(title) (\(facts))  \(sentence)"
  }

  private func shown(_ number: Double) -> String {
    Int(exactly: number).map(String.init) ?? String(number)
  }
}
