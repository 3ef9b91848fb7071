import Foundation
import TestSupport
import Testing

/// Parts of a map, made apart, join to the bytes of one run.
@Suite struct ShardTests {
  let folder: TemporaryFolder
  let program: FacetProgram

  init() throws {
    folder = try TemporaryFolder()
    program = FacetProgram(in: folder)
    try TinyExperiment.writeConfiguration(folder)
    try TinyExperiment.writeScene(folder.file("scene.h5"))
    let trained = try TinyExperiment.train(in: folder)
    try #require(trained.status == 0, "\(trained.messages)")
    // Many strips high, and not a whole number of them.
    let large = try program.run(
      "simulate", "-o", "large.h5", "--rows", "523", "--columns", "21", "--bands", "12",
      "--classes", "3")
    try #require(large.status == 0)
  }

  private func part(_ number: Int, of count: Int, _ more: String...) throws {
    let ending = try program.run(
      [
        "classify", "run", "--scene", "large.h5", "--no-walk", "--shard", "\(number)/\(count)",
        "-o", "parts/\(count)-\(number).h5", "--threads", "1",
      ] + more)
    #expect(ending.status == 0, "\(ending.messages)")
  }

  private func bytes(_ name: String) -> Data? {
    FileManager.default.contents(atPath: folder.file(name))
  }

  @Test(arguments: [1, 3, 8])
  func partsJoinToTheSameBytes(_ count: Int) throws {
    for number in 1...count { try part(number, of: count, "--confidence") }
    let parts = (1...count).reversed().map { "parts/\(count)-\($0).h5" }
    for name in ["map.tif", "map.h5", "map.nc"] {
      let whole = try program.run(
        "classify", "run", "--scene", "large.h5", "--no-walk", "--confidence", "-o",
        "whole-\(name)", "--threads", "1")
      #expect(whole.status == 0, "\(whole.messages)")
      let joined = try program.run(["join"] + parts + ["-o", "joined-\(name)"])
      #expect(joined.status == 0, "\(joined.messages)")
      #expect(bytes("whole-\(name)") != nil && bytes("whole-\(name)") == bytes("joined-\(name)"))
    }
    #expect(
      bytes("whole-map.confidence.tif") != nil
        && bytes("whole-map.confidence.tif") == bytes("joined-map.confidence.tif"))
    #expect(bytes("whole-map.qml") != nil && bytes("whole-map.qml") == bytes("joined-map.qml"))
  }

  @Test func whatIsNoWholeMapIsRefused() throws {
    for number in [1, 3] { try part(number, of: 3) }
    let missing = try program.run("join", "parts/3-1.h5", "parts/3-3.h5", "-o", "map.tif")
    #expect(missing.status == 1 && missing.messages.contains("no part 2/3"), "\(missing.messages)")
    let twice = try program.run("join", "parts/3-1.h5", "parts/3-1.h5", "-o", "map.tif")
    #expect(twice.status == 1 && twice.messages.contains("once"))
    try part(2, of: 3, "--confidence")
    let mixed = try program.run(
      "join", "parts/3-1.h5", "parts/3-2.h5", "parts/3-3.h5", "-o", "map.tif")
    #expect(mixed.status == 1 && mixed.messages.contains("another map"))
    let other = try program.run("join", "large.h5", "-o", "map.tif")
    #expect(other.status == 1 && other.messages.contains("no part"))
    #expect(bytes("map.tif") == nil)
  }

  /// The run's own scene is smoothed by a walk unless that is forbidden.
  @Test func aWalkNeedsTheWholeScene() throws {
    let ending = try program.run("classify", "run", "--shard", "1/2", "-o", "part.h5")
    #expect(ending.status == 64 && ending.messages.contains("--no-walk"), "\(ending.messages)")
    let asked = try program.run("classify", "run", "--shard", "1/2", "-o", "part.h5", "--walk")
    #expect(asked.status == 64 && asked.messages.contains("--shard"))
    #expect(bytes("part.h5") == nil)
  }
}
