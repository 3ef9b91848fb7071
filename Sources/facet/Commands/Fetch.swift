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

  @Argument(
    help: "Scene descriptor: a name in Scenes/, or the path of a YAML file.",
    completion: .file(extensions: ["yaml"]))
  var name: String

  @Option(
    help: "A folder, or an address: of a folder if it ends on \"/\", else of the scene's file.",
    completion: .file())
  var from: String

  @Option(
    name: [.short, .customLong("output")], help: "Folder to place the files in.",
    completion: .directory)
  var output = "."

  @OptionGroup var result: JSONOption
  @OptionGroup var outputs: OutputOptions

  func run() throws {
    let descriptor = try SceneDescriptor.named(name)
    let fetch = try SceneFetch(descriptor)
    let placed = try fetch.run(from: from, into: output) { file, done, total in
      ProgressBar.bytes(file, done, of: total)
    }
    if result.json {
      print(try jsonText(FetchResult(files: placed, citation: descriptor.citation)))
    }
    for path in placed { say("\(path) is in place") }
    if let citation = descriptor.citation { say("cite: \(citation)") }
  }
}

/// What `--json` says of fetched files.
private struct FetchResult: Encodable {
  /// The scene's first.
  var files: [String]
  var citation: String?
}
