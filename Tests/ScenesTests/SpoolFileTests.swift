import Foundation
import Scenes
import TestSupport
import Testing

@Suite("Files without a name") struct SpoolFileTests {
  @Test func whatIsWrittenIsReadAndNothingIsLeft() throws {
    let folder = try TemporaryFolder()
    let file = try SpoolFile(bytes: 64, contents: "numbers", folder: folder.path)
    #expect(try folder.contents() == [])
    let numbers: [UInt32] = (0..<8).map { $0 * $0 }
    try numbers.withUnsafeBytes { try file.write($0, at: 16) }
    var read = [UInt32](repeating: 0, count: 3)
    try read.withUnsafeMutableBytes { try file.read($0, at: 24) }
    #expect(read == [4, 9, 16])
    try read.withUnsafeMutableBytes { try file.read($0, at: 0) }
    #expect(read == [0, 0, 0])
    #expect(throws: SceneError.self) {
      try read.withUnsafeMutableBytes { try file.read($0, at: 60) }
    }
  }

  @Test func noRoomOrNoFolderIsAnError() throws {
    let folder = try TemporaryFolder()
    let error = #expect(throws: SceneError.self) {
      try SpoolFile(bytes: 1 << 52, contents: "a planet", folder: folder.path)
    }
    #expect(error?.file == folder.path)
    #expect(error?.problem.contains("a planet cannot be kept in it: only ") == true)
    #expect(error?.remedy?.contains("4294967296 MiB") == true)
    #expect(error?.remedy?.contains("TMPDIR") == true)
    #expect(try folder.contents() == [])
    #expect(throws: SceneError.self) {
      try SpoolFile(bytes: 1, contents: "a byte", folder: folder.file("absent"))
    }
  }
}
