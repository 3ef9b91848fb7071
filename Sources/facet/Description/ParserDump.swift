import ArgumentParser
import Foundation

/// The parser's own account of all commands (`--experimental-dump-help`), as far as it is used here.
struct ParserDump: Decodable {
  struct Command: Decodable {
    var commandName: String
    var abstract: String?
    var discussion: String?
    var subcommands: [Command]?
    var arguments: [Argument]?
  }

  struct Argument: Decodable {
    struct Name: Decodable {
      var kind: String
      var name: String

      /// "--output" or "-o".
      var written: String { (kind == "long" ? "--" : "-") + name }
    }

    var kind: String
    var sectionTitle: String?
    var isOptional: Bool
    var isRepeating: Bool
    var names: [Name]?
    var valueName: String?
    var defaultValue: String?
    var allValues: [String]?
    var completionKind: [String: Completion]?
    var abstract: String?

    /// Without dashes; nil for an argument without a name.
    var longName: String? { names?.first { $0.kind == "long" }?.name }
  }

  struct Completion: Decodable {
    var extensions: [String]?
    var values: [String]?
  }

  var command: Command

  /// - Throws: `DecodingError` if the parser's format has changed.
  init() throws {
    self = try JSONDecoder().decode(ParserDump.self, from: Data(Facet._dumpHelp().utf8))
  }
}
