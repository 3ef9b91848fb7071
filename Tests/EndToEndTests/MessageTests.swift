import Foundation
import TestSupport
import Testing

/// `--quiet`, `--progress` and `--log`: the same for every command.
@Suite struct MessageTests {
  let folder: TemporaryFolder
  let program: FacetProgram

  init() throws {
    folder = try TemporaryFolder()
    program = FacetProgram(in: folder)
  }

  private func lines(_ text: String) throws -> [[String: Any]] {
    try text.split(separator: "\n").map {
      try #require(
        try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any], "\($0)")
    }
  }

  private static let simulate = [
    "simulate", "-o", "s.h5", "--rows", "40", "--columns", "40", "--bands", "8",
  ]

  @Test func progressForPrograms() throws {
    let ending = try program.run(Self.simulate + ["--progress", "json", "--json"])
    #expect(ending.status == 0)
    let told = try lines(ending.messages)
    let last = try #require(told.last { $0["kind"] as? String == "progress" })
    #expect(last["done"] as? Int == 40 && last["total"] as? Int == 40)
    #expect(last["title"] as? String == "simulate" && last["unit"] as? String == "rows")
    let result = try #require(try lines(ending.results.replacing("\n", with: " ")).first)
    #expect(result["rows"] as? Int == 40)
  }

  @Test func anErrorForPrograms() throws {
    let ending = try program.run("inspect", "none.h5", "--progress", "json")
    let told = try lines(ending.messages)
    #expect(ending.status == 1 && told.count == 1)
    #expect(told.first?["kind"] as? String == "error" && told.first?["status"] as? Int == 1)
    #expect((told.first?["text"] as? String)?.contains("none.h5") == true)
  }

  @Test func nothingButResults() throws {
    #expect(try program.run(Self.simulate + ["--quiet"]).messages == "")
    #expect(try program.run(Self.simulate + ["--progress", "none"]).messages == "")
    // An error is told in any case.
    #expect(try program.run("inspect", "none.h5", "--quiet").messages.contains("none.h5"))
  }

  @Test func aLogIsContinued() throws {
    let log = ["--log", "new/all.log"]
    #expect(try program.run(Self.simulate + ["--quiet"] + log).status == 0)
    let first = try String(contentsOfFile: folder.file("new/all.log"), encoding: .utf8)
    #expect(first.hasPrefix("# Facet log\n") && first.contains("facet simulate -o s.h5"))
    #expect(first.contains("40/40 rows"))
    #expect(try program.run(["inspect", "none.h5"] + log).status == 1)
    let both = try String(contentsOfFile: folder.file("new/all.log"), encoding: .utf8)
    #expect(both.hasPrefix(first) && both.contains("none.h5"))
  }

  /// A log adds to no file that is something else, by whatever name.
  @Test func aLogReplacesNothing() throws {
    _ = try program.run(Self.simulate)
    let files = FileManager.default
    try files.linkItem(atPath: folder.file("s.h5"), toPath: folder.file("hard.log"))
    try files.createSymbolicLink(atPath: folder.file("soft.log"), withDestinationPath: "s.h5")
    try files.createDirectory(atPath: folder.file("dir.log"), withIntermediateDirectories: false)
    let before = files.contents(atPath: folder.file("s.h5"))
    for name in ["s.h5", "hard.log", "soft.log", "dir.log", "/dev/full"] {
      let ending = try program.run("inspect", "s.h5", "--log", name)
      #expect(ending.status == 1 && ending.messages.contains(name), "\(name): \(ending.messages)")
    }
    #expect(files.contents(atPath: folder.file("s.h5")) == before)
  }
}
