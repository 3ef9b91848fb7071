import ArgumentParser
import CVersion
import Foundation
import Parts
import Scenes
import Training

/// The command line: from a scene file to a class map and a report on its accuracy.
@main
struct Facet: ParsableCommand {
  /// What the file VERSION says.
  static let version = String(cString: facet_version())
  /// The commit that Facet was built from, with "+" where files had changed since.
  static let commit = String(cString: facet_commit())

  static let configuration = CommandConfiguration(
    commandName: "facet",
    abstract: "Hyperspectral scenes to trustworthy class maps.",
    discussion: """
      Facet reads a hyperspectral scene (HDF5, NetCDF, ENVI, GeoTIFF, MATLAB and other rasters), \
      trains a network on few labelled pixels, labels every pixel, and reports how good the map is.

      A first look:    facet demo
      The main job:    facet train CONFIGURATION -o RUN
                       facet classify RUN --scene SCENE -o MAP.tif
                       facet report RUN
      All keys of a configuration:    facet help configuration
      """,
    version: "\(version) (\(commit))",
    subcommands: [Demo.self, Doctor.self, Describe.self],
    groupedSubcommands: [
      CommandGroup(
        name: "Data",
        subcommands: [
          Simulate.self, Fetch.self, Inspect.self, Init.self, Check.self, SplitCommand.self,
          SpectraCommand.self,
          Label.self, ViewCommand.self,
        ]),
      CommandGroup(
        name: "Train",
        subcommands: [
          Train.self, Pretrain.self, Finetune.self, AddClass.self, Experiment.self,
          MetaTrain.self, Adapt.self,
        ]),
      CommandGroup(
        name: "Map",
        subcommands: [
          Classify.self, Join.self, Similar.self, Embed.self, ExportCommand.self,
        ]),
      CommandGroup(
        name: "Judge",
        subcommands: [
          ReportCommand.self, Compare.self, Baseline.self, EpisodesCommand.self,
          ZonesCommand.self,
        ]),
    ])

  /// Says which command may be meant by a word that is none; nil for commands and options.
  static func unknownCommand(_ word: String) -> ValidationError {
    let names = configuration.subcommands.map { $0._commandName } + ["help"]
    let near = nearestName(to: word, among: names).map { "Did you mean `facet \($0)`? " } ?? ""
    return ValidationError("there is no command \(word). \(near)`facet --help` lists all")
  }

  /// Prints every key of a configuration with its default and a sentence, or those at one key.
  ///
  /// - Returns: the exit code.
  private static func helpOnConfiguration(_ words: ArraySlice<String>) -> Int32 {
    guard let reference = try? ConfigurationReference() else { return 1 }
    guard let text = reference.text(words.first) else {
      let near = nearestName(to: words.first ?? "", among: reference.keys)
      say(
        "Error: there is no key \(words.first ?? ""). "
          + (near.map { "Did you mean `\($0)`? " } ?? "") + "`facet help configuration` lists all")
      return 64
    }
    print(text, terminator: "")
    return 0
  }

  static func main() {
    // A file beyond the permitted size is then an error that is told, not the end of the program.
    signal(SIGXFSZ, SIG_IGN)
    useCarriedData()
    guardNativeLibraries()
    Interrupt.listen()
    OutputGate.program.guardOutputs(
      OutputGate.RunFiles(isName: RunFolder.isOwn, holds: RunFolder.holds))
    let words = CommandLine.arguments.dropFirst()
    if words.starts(with: ["help", "configuration"]) {
      Foundation.exit(helpOnConfiguration(words.dropFirst(2)))
    }
    let names = configuration.subcommands.map { $0._commandName } + ["help"]
    do {
      if let word = words.first, !word.hasPrefix("-"), !names.contains(word) {
        throw unknownCommand(word)
      }
      var command = try parseAsRoot()
      Messages.log("facet \(words.joined(separator: " "))")
      try OptionFacts.requireInRange(command)
      try command.run()
    } catch {
      end(by: error)
    }
  }

  /// Ends the program, and says why if that is an error.
  private static func end(by error: any Error) -> Never {
    let status = exitCode(for: error)
    let text = fullMessage(for: error)
    guard !status.isSuccess, !text.isEmpty, Messages.form == .json else {
      if !status.isSuccess { Messages.log(text) }
      exit(withError: error)
    }
    Messages.sayError(text, status: status.rawValue)
    Foundation.exit(status.rawValue)
  }
}
