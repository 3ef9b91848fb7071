import Foundation
import TestSupport
import Testing

/// README's commands as they stand there, in order, from an empty folder.
@Suite struct ReadmeTests {
  private let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../..").standardizedFileURL

  /// The lines of README that are indented by four spaces, without what they explain.
  private func blocks() throws -> [[String]] {
    let text = try String(
      contentsOf: root.appendingPathComponent("README.md"), encoding: .utf8)
    return text.components(separatedBy: "\n\n").filter { $0.hasPrefix("    ") }.map { block in
      block.split(separator: "\n").map { line in
        String(line.dropFirst(4).prefix { $0 != "#" }).trimmingCharacters(in: .newlines)
      }
    }
  }

  @Test func commandsRunInOrder() throws {
    let folder = try TemporaryFolder()
    let program = FacetProgram(in: folder)
    func succeed(_ words: [String]) throws {
      let ending = try program.run(words)
      try #require(
        ending.status == 0, "facet \(words.joined(separator: " ")): \(ending.messages.suffix(800))")
    }
    // What a clone has, and `make demo` makes.
    try FileManager.default.createSymbolicLink(
      atPath: folder.file("Configs"),
      withDestinationPath: root.appendingPathComponent("Configs").path)
    try succeed(["demo", "-o", "demo"])
    // A scene of the reader's own, with a survey in polygons.
    try succeed(["simulate", "-o", "scene.h5", "--rows", "40", "--columns", "40", "--bands", "16"])
    try succeed(["split", "scene.h5", "--per-class", "5", "-o", "own.h5"])
    try succeed(["baseline", "sam", "scene.h5", "--split", "own.h5", "--map", "survey.gpkg"])
    let commands = try blocks().joined().filter { $0.hasPrefix("facet ") }
    #expect(commands.count >= 12)
    for command in commands {
      try succeed(command.split(separator: " ").dropFirst().map(String.init))
    }
    for made in ["runs/first/report.html", "runs/first/map.tif", "scene.yaml", "runs/scene"] {
      #expect(FileManager.default.fileExists(atPath: folder.file(made)), "\(made)")
    }
  }

  @Test func itsConfigurationIsWhole() throws {
    let folder = try TemporaryFolder()
    let block = try #require(try blocks().first { $0.first == "scene:" })
    let text = block.joined(separator: "\n").replacing("  labels: survey.gpkg\n", with: "")
    try (text + "\n").write(toFile: folder.file("own.yaml"), atomically: true, encoding: .utf8)
    let program = FacetProgram(in: folder)
    _ = try program.run("simulate", "-o", "scene.h5", "--rows", "120", "--columns", "120")
    let ending = try program.run("check", "own.yaml")
    #expect(ending.status == 0, "\(ending.messages)")
  }
}
