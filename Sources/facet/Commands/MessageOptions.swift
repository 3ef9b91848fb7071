import ArgumentParser
import Scenes

/// How much a command says, how, and where else; every command has these options.
struct MessageOptions: ParsableArguments {
  @Flag(name: .shortAndLong, help: "Say nothing but results and errors.")
  var quiet = false

  @Option(
    help: """
      How progress is told on standard error: auto (a line that redraws itself, on a terminal), \
      json (one JSON object a line, messages and errors too) or none.
      """)
  var progress: Messages.Form = .auto

  @Option(
    help: "Add all messages, with the time, to this file too; its name ends in .log.",
    completion: .file(extensions: ["log"]))
  var log: String?

  // Called by the parser, so that no command can forget it; more than once.
  func validate() throws {
    let file = try log.flatMap { try Messages.hasLog($0) ? nil : LogFile($0) }
    Messages.set(quiet: quiet, form: progress, log: file)
  }
}

extension Messages.Form: ExpressibleByArgument {}
