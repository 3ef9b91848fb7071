import Foundation
import TestSupport
import Testing

/// Many scenes by one command: a failure stops nothing else, and no map is made twice.
@Suite struct ManyScenesTests {
  let folder: TemporaryFolder
  let program: FacetProgram

  init() throws {
    folder = try TemporaryFolder()
    program = FacetProgram(in: folder)
    try TinyExperiment.writeConfiguration(folder)
    try TinyExperiment.writeScene(folder.file("scene.h5"))
    let trained = try TinyExperiment.train(in: folder)
    try #require(trained.status == 0, "\(trained.messages)")
    try FileManager.default.createDirectory(
      atPath: folder.file("flights"), withIntermediateDirectories: false)
    for number in 0..<20 {
      let path = folder.file(String(format: "flights/f%02d.h5", number))
      try TinyExperiment.writeScene(path, seed: UInt64(number + 1))
      guard number == 7 else { continue }
      // The middle of the cube is cut out.
      let whole = try Data(contentsOf: URL(fileURLWithPath: path))
      try whole.prefix(whole.count / 3).write(to: URL(fileURLWithPath: path))
    }
  }

  private static let many = [
    "classify", "run", "--scene", "flights/*.h5", "-o", "maps/", "--threads", "1",
  ]

  private func maps() throws -> [String: FileAttributes] {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.file("maps"))
    return Dictionary(
      // What is half-written has a longer name.
      uniqueKeysWithValues: try names.filter { $0.hasSuffix(".tif") && $0.count == 7 }.map {
        ($0, try FileAttributes(folder.file("maps/\($0)")))
      })
  }

  @Test func oneOfTwentyIsDamaged() throws {
    let ending = try program.run(Self.many + ["--resume"])
    #expect(ending.status == 2, "\(ending.messages)")
    let first = try maps()
    #expect(first.count == 19 && first["f07.tif"] == nil)
    #expect(ending.results.hasSuffix("19 made, 0 kept, 1 failed\n"), "\(ending.results)")
    #expect(ending.results.split(separator: "\n").count == 22)
    let errors = ending.messages.split(separator: "\n").filter { $0.contains("failed") }
    #expect(errors.count == 1 && errors[0].contains("flights/f07.h5"))
    // A map is what one command would have written.
    _ = try program.run("classify", "run", "--scene", "flights/f03.h5", "-o", "one.tif")
    let files = FileManager.default
    #expect(
      files.contents(atPath: folder.file("one.tif"))
        == files.contents(atPath: folder.file("maps/f03.tif")))

    // Again: nothing is made twice; the damaged scene is tried again.
    let again = try program.run(Self.many + ["--resume", "--json"])
    #expect(again.status == 2)
    #expect(try maps() == first)
    let table = try JSONSerialization.jsonObject(with: Data(again.results.utf8)) as? [String: Any]
    let rows = try #require(table?["maps"] as? [[String: Any]])
    #expect(rows.count { $0["state"] as? String == "kept" } == 19)
    #expect(rows.first { $0["state"] as? String == "failed" }?["error"] is String)

    // A scene that has changed is mapped again.
    try TinyExperiment.writeScene(folder.file("flights/f07.h5"), seed: 8)
    try TinyExperiment.writeScene(folder.file("flights/f00.h5"), seed: 30)
    let third = try program.run(Self.many + ["--resume"])
    #expect(third.status == 0 && third.results.hasSuffix("2 made, 18 kept, 0 failed\n"))

    // Other options, or another run, are no continuation.
    let other = try program.run(Self.many + ["--resume", "--confidence"])
    #expect(other.status == 1 && other.messages.contains("other options"))
  }

  @Test func killedAndResumed() throws {
    let running = try program.start(Self.many + ["--resume"])
    while running.isRunning, (try? maps().count) ?? 0 < 5 { usleep(2000) }
    running.signal(SIGKILL)
    _ = try running.wait()
    let before = try maps()
    #expect(before.count >= 5)
    let ending = try program.run(Self.many + ["--resume"])
    #expect(ending.status == 2 && ending.results.contains(", 1 failed"))
    let after = try maps()
    #expect(after.count == 19)
    for (name, state) in before { #expect(after[name] == state, "\(name) was made twice") }
    let leftovers = try FileManager.default.contentsOfDirectory(atPath: folder.file("maps"))
      .filter { !$0.hasSuffix(".aux.xml") && !$0.hasSuffix(".qml") && $0 != "maps.json" }
      .filter { after[$0] == nil }
    #expect(leftovers == [])
  }

  @Test func severalNamesAndAlikeOnes() throws {
    let files = FileManager.default
    for name in ["a", "b"] {
      try files.createDirectory(atPath: folder.file(name), withIntermediateDirectories: false)
      try TinyExperiment.writeScene(folder.file("\(name)/cube.h5"))
    }
    let ending = try program.run(
      "classify", "run", "--scene", "a/cube.h5", "--scene", "b/cube.h5", "--scene", "a/cube.h5",
      "-o", "out", "--format", "h5", "--no-walk")
    #expect(ending.status == 0, "\(ending.messages)")
    #expect(files.fileExists(atPath: folder.file("out/a-cube.h5")))
    #expect(files.fileExists(atPath: folder.file("out/b-cube.h5")))
    // A map in the scenes' own folder replaces none of them.
    let own = try program.run(
      "classify", "run", "--scene", "a/cube.h5", "-o", "a/", "--format", "h5", "--force")
    #expect(own.status == 1 && own.messages.contains("not replaced"))
  }

  @Test(arguments: [
    (["--scene", "a.h5", "--scene", "b.h5", "-o", "map.tif"], "folder"),
    (["-o", "map.tif", "--resume"], "folder"), (["-o", "map.tif", "--format", "png"], "folder"),
    (["-o", "maps/", "--polygons", "x.gpkg"], "--polygons"),
    (["-o", "maps/", "--shard", "1/2"], "--shard"), (["-o", "m.h5", "--shard", "0/2"], "0/2"),
    (["-o", "m.h5", "--shard", "1/2", "--legend"], "facet join"),
  ])
  func whatDoesNotGoTogether(_ options: [String], _ words: String) throws {
    let ending = try program.run(["classify", "run"] + options)
    #expect(ending.status == 64 && ending.messages.contains(words), "\(ending.messages)")
  }
}

/// Which file it is, and when it was written.
private struct FileAttributes: Equatable {
  let node: UInt64
  let modified: Date

  init(_ path: String) throws {
    let found = try FileManager.default.attributesOfItem(atPath: path)
    node = (found[.systemFileNumber] as? NSNumber)?.uint64Value ?? 0
    modified = found[.modificationDate] as? Date ?? .distantPast
  }
}
