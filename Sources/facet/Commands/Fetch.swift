import ArgumentParser
import Foundation
import Scenes

/// `facet fetch`: a public scene's files, placed and checked.
struct Fetch: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Place the files of a public scene and check them.",
    discussion: """
      NAME is a descriptor in Scenes/. Files that are there already are left alone; one that is not \
      the descriptor's, by its checksum, is an error. An interrupted download goes on from where it \
      stopped.

      Example: facet fetch salinas --from https://example.org/scenes/ -o scenes
      """)

  @Argument(help: "Scene descriptor: a name in Scenes/, or the path of a YAML file.")
  var name: String

  @Option(
    help: "A folder, or an address: of a folder if it ends on \"/\", else of the scene's file.")
  var from: String

  @Option(name: [.short, .customLong("output")], help: "Folder to place the files in.")
  var output = "."

  @OptionGroup var outputs: OutputOptions

  func run() throws {
    let descriptor = try SceneDescriptor.named(name)
    let fetch = try SceneFetch(descriptor)
    let placed = try fetch.run(from: from, into: output) { file, done, total in
      // A line at the end of each file, and a running one on a terminal.
      let isLast = total == done
      guard isLast || isatty(STDERR_FILENO) != 0 else { return }
      let size = total.map { " of \($0 >> 10) KiB" } ?? ""
      let line = "\r\(file): \(done >> 10)\(total == nil ? " KiB" : size)\(isLast ? "\n" : "")"
      FileHandle.standardError.write(Data(line.utf8))
    }
    for path in placed { say("\(path) is in place") }
    if let citation = descriptor.citation { say("cite: \(citation)") }
  }
}
