import ArgumentParser
import Baselines
import Classical
import Foundation
import Mapping
import Parts
import Training

/// All that front ends are made from: manual pages, QGIS's dialogs, the Python package.
///
/// Names, sentences, defaults and choices are the parser's own, types those of the properties,
/// parts those of the registries.
struct ProgramDescription: Encodable {
  struct Command: Encodable {
    var name: String
    /// The heading that `facet --help` lists it under; nil for the first few.
    var group: String?
    var abstract: String
    var discussion: String?
    var arguments: [Argument]
  }

  struct Argument: Encodable {
    /// "output"; of an argument without dashes, what stands for its value.
    var name: String
    /// "positional", "option" or "flag".
    var kind: String
    /// As they are written: "-o", "--output"; empty for an argument without a name.
    var names: [String]
    /// The flag that says the opposite: "--no-walk".
    var opposite: String?
    /// whole, number, text, choice, file, folder, flag, pixel or range.
    var type: String
    /// Whether it names a file or folder that the command writes.
    var isOutput: Bool
    var isRequired: Bool
    var isRepeating: Bool
    var valueName: String?
    /// As written on the command line.
    var standard: String?
    /// Lowest and highest number; nil if any will do.
    var range: [Double]?
    var choices: [String]?
    /// Heading of its group in the help.
    var section: String?
    var sentence: String
  }

  /// Parts that one key or option chooses between.
  struct PartList: Encodable {
    var key: String
    var parts: [DescribedPart]
  }

  struct DescribedPart: Encodable {
    var name: String
    var sentence: String
    var options: [Option]

    struct Option: Encodable {
      var name: String
      /// "a number from 0 to 1".
      var type: String
      var range: [Double]?
      var choices: [String]?
      var standard: Parameter?
      var sentence: String
    }
  }

  struct Key: Encodable {
    var key: String
    /// As YAML writes it; nil for a section.
    var standard: String?
    var sentence: String?
  }

  struct Format: Encodable {
    var name: String
    var extensions: [String]
    /// What such files can hold: map, probabilities, field, embedding.
    var holds: [String]
  }

  struct Status: Encodable {
    var status: Int32
    var meaning: String
  }

  /// Of this description; a number that a front end may compare.
  var format = 1
  var version = Facet.version
  var commit = Facet.commit
  var commands: [Command]
  var configuration: [Key]
  var parts: [PartList]
  var outputs: [Format]
  var statuses: [Status]

  /// - Throws: `DecodingError` if the parser's format has changed.
  init() throws {
    let dump = try ParserDump()
    let listed = (dump.command.subcommands ?? []).filter { $0.commandName != "help" }
    let groups = Facet.configuration.groupedSubcommands.flatMap { group in
      group.subcommands.map { ($0._commandName, group.name) }
    }
    let titles = Dictionary(uniqueKeysWithValues: groups)
    let types = Dictionary(
      uniqueKeysWithValues: Facet.configuration.subcommands.map { ($0._commandName, $0) })
    commands = listed.compactMap { command in
      types[command.commandName].map { type in
        Command(
          name: command.commandName, group: titles[command.commandName],
          abstract: command.abstract ?? "", discussion: command.discussion,
          arguments: Self.arguments(command, ReflectedArgument.all(of: type)))
      }
    }
    let reference = try ConfigurationReference()
    configuration = reference.keys.map {
      Key(key: $0, standard: reference.standard($0), sentence: reference.note($0))
    }
    let registries: [(String, [any PartKind])] =
      reference.choices.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
      + [
        ("baseline", BaselineKind.all), ("features", FeatureKind.all), ("metric", MetricKind.all),
        ("embedding", EmbeddingKind.all),
      ]
    parts = registries.map { key, kinds in
      PartList(key: key, parts: kinds.map(DescribedPart.init))
    }
    outputs = MapFormat.all.map {
      Format(name: $0.name, extensions: $0.extensions, holds: $0.layers)
    }
    statuses = ExitStatus.all.map { Status(status: $0.number, meaning: $0.meaning) }
  }

  /// The parser lists a command's arguments in the order of its properties.
  private static func arguments(
    _ command: ParserDump.Command, _ properties: [ReflectedArgument]
  ) -> [Argument] {
    var described: [Argument] = []
    var rest = properties[...]
    for argument in command.arguments ?? [] {
      let name = argument.longName ?? argument.valueName ?? ""
      if argument.longName == "help" || argument.longName == "version" { continue }
      if let last = described.last, last.type == "flag", name == "no-\(last.name)" {
        described[described.count - 1].opposite = "--\(name)"
        continue
      }
      guard let property = rest.popFirst() else { break }
      described.append(Argument(argument, name, property, command.commandName))
    }
    return described
  }
}

extension ProgramDescription.Argument {
  fileprivate init(
    _ argument: ParserDump.Argument, _ name: String, _ property: ReflectedArgument,
    _ command: String
  ) {
    self.name = name
    kind = argument.kind
    names = argument.names?.map(\.written) ?? []
    type = Self.word(argument, property.type)
    isOutput = OptionFacts.isOutput(name, of: command)
    isRequired = !argument.isOptional
    isRepeating = argument.isRepeating
    valueName = argument.kind == "flag" ? nil : argument.valueName
    standard = argument.defaultValue
    range = argument.kind == "option" ? OptionFacts.ranges[name]?.ends : nil
    choices = argument.allValues
    section = argument.sectionTitle
    sentence = argument.abstract ?? ""
  }

  private static func word(_ argument: ParserDump.Argument, _ type: Any.Type) -> String {
    if argument.kind == "flag" { return "flag" }
    if argument.allValues != nil { return "choice" }
    if argument.completionKind?["file"] != nil { return "file" }
    if argument.completionKind?["directory"] != nil { return "folder" }
    return switch type {
    case is Int.Type, is UInt64.Type: "whole"
    case is Double.Type: "number"
    case is PixelPosition.Type: "pixel"
    case is SeedRange.Type: "range"
    default: "text"
    }
  }
}

extension ProgramDescription.DescribedPart {
  fileprivate init(_ part: any PartKind) {
    name = part.name
    sentence = part.summary
    options = part.options.map { option in
      var choices: [String]?
      if case .choice(let words) = option.kind { choices = words }
      return Option(
        name: option.name, type: option.kind.words, range: option.kind.ends, choices: choices,
        standard: option.standard, sentence: option.summary)
    }
  }
}

extension PartOption.Kind {
  /// Lowest and highest number; nil if any will do, or it is none.
  var ends: [Double]? {
    switch self {
    case .number(let range): range.map { [$0.lowerBound, $0.upperBound] }
    case .whole(let range): range.map { [Double($0.lowerBound), Double($0.upperBound)] }
    case .wholes(let range): [Double(range.lowerBound), Double(range.upperBound)]
    case .flag, .choice, .text, .numbers: nil
    }
  }
}
