import ArgumentParser
import Scenes

/// What every command that writes does with files that are there, and how much it says.
struct OutputOptions: ParsableArguments {
  @Flag(
    help: """
      Replace files that Facet did not make. A file that the command reads is never replaced.
      """)
  var force = false

  @OptionGroup var messages: MessageOptions

  // Called by the parser, so that no command can forget it.
  func validate() throws {
    if force { OutputGate.program.allowReplacing() }
  }
}

/// - Throws: `SceneError` if one of the files may not be written; before any work is done.
func requireWritable(_ paths: [String]) throws {
  for path in paths { try OutputGate.program.admit(path) }
}
