import Foundation
import Scenes
import TestSupport
import Testing

@testable import Labelling

@Suite struct JournalTests {
  let folder: TemporaryFolder
  let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.file("journal.jsonl")
  }

  private func write(_ commands: [LabelCommand]) throws {
    let journal = try Journal(path, head: Journal.Head(scene: "a.h5", rows: 13, columns: 17))
    for command in commands { try journal.append(command) }
  }

  @Test func whatWasDoneIsReadBack() throws {
    let commands = SheetLawTests.commands(40, seed: 1, rows: 13, columns: 17)
    try write(commands)
    let (head, read) = try Journal.read(path)
    #expect(head == Journal.Head(scene: "a.h5", rows: 13, columns: 17))
    #expect(read == commands)
  }

  /// Cut at any byte, as by a kill, it loses its last line at most.
  @Test func aCutJournalLosesOneLineAtMost() throws {
    let commands = SheetLawTests.commands(6, seed: 2, rows: 13, columns: 17)
    try write(commands)
    let whole = try Data(contentsOf: URL(fileURLWithPath: path))
    let head = try #require(whole.firstIndex(of: UInt8(ascii: "\n")))
    for length in (head + 1)..<whole.count {
      try whole[..<length].write(to: URL(fileURLWithPath: path))
      let lines = whole[..<length].count { $0 == UInt8(ascii: "\n") } - 1
      #expect(try Journal.read(path).commands == Array(commands[..<lines]))
      try Journal.mend(path)
      try Journal(path, head: nil).append(LabelCommand(.undo))
      #expect(try Journal.read(path).commands == Array(commands[..<lines]) + [LabelCommand(.undo)])
    }
  }

  @Test func twoProgramsDoNotWriteOneSession() throws {
    let first = try Journal(path, head: Journal.Head(scene: "a.h5", rows: 1, columns: 1))
    #expect(throws: SceneError.self) { _ = try Journal(path, head: nil) }
    withExtendedLifetime(first) {}
  }

  @Test(arguments: ["", "{}\n", "hello\n", "{\"format\":\"facet labels 9\"}\n"])
  func anotherFileIsNoJournal(text: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    #expect(throws: SceneError.self) { _ = try Journal.read(path) }
  }

  @Test func aDamagedLineIsNamed() throws {
    try write([LabelCommand(.addClass, name: "a"), LabelCommand(.undo)])
    var text = try String(contentsOfFile: path, encoding: .utf8)
    text = text.replacing("addClass", with: "ad")
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    let error = #expect(throws: SceneError.self) { _ = try Journal.read(path) }
    #expect(error?.problem.contains("line 2") == true)
  }
}
