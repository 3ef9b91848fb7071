import Foundation
import Scenes
import TestSupport
import Testing

@Suite struct OutputGateTests {
  let folder: TemporaryFolder
  let gate = OutputGate()

  init() throws {
    folder = try TemporaryFolder()
    gate.guardOutputs(
      OutputGate.RunFiles(
        isName: { $0 == "split.h5" }, holds: { $0.hasSuffix("/a-run/split.h5") }))
  }

  private func write(_ name: String, _ text: String = "text") throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: folder.file(name)))
  }

  private func problem(_ name: String) -> String? {
    do {
      try gate.admit(folder.file(name))
      return nil
    } catch let error as SceneError {
      return "\(error)"
    } catch {
      return "another error: \(error)"
    }
  }

  @Test func inputsAreRefusedThroughLinks() throws {
    try write("scene.h5")
    gate.note(folder.file("scene.h5"), as: "the scene")
    gate.allowReplacing()
    try FileManager.default.linkItem(
      atPath: folder.file("scene.h5"), toPath: folder.file("hard.h5"))
    try FileManager.default.createSymbolicLink(
      atPath: folder.file("soft.h5"), withDestinationPath: "scene.h5")
    try FileManager.default.createSymbolicLink(
      atPath: folder.file("here"), withDestinationPath: ".")
    for name in ["scene.h5", "hard.h5", "soft.h5", "here/scene.h5"] {
      #expect(problem(name)?.contains("the scene") == true, "\(name)")
    }
    #expect(problem("scene-2.h5") == nil)
  }

  @Test func filesThatAreNotThereYet() throws {
    gate.note(folder.file("later/scene.dat"), as: "the scene")
    try FileManager.default.createSymbolicLink(
      atPath: folder.file("soft.dat"), withDestinationPath: "later/scene.dat")
    #expect(problem("later/scene.dat") != nil)
    #expect(problem("soft.dat") != nil)
    #expect(problem("later/other.dat") == nil)
  }

  @Test func aRemovedInputGivesItsInodeAway() throws {
    try write("input.csv", "class,name,train,validation,test,")
    gate.note(folder.file("input.csv"), as: "an input")
    try FileManager.default.moveItem(
      atPath: folder.file("input.csv"), toPath: folder.file("output.csv"))
    #expect(problem("output.csv") == nil)
    #expect(problem("input.csv") != nil)
  }

  @Test func onlyItsOwnFilesAreReplaced() throws {
    for (name, text) in [
      ("a.csv", "name,colour"), ("a.json", "{\"format\" : \"mine\"}"), ("a.html", "<html></html>"),
      ("a.txt", ""), ("a.tif", "II*\0"),
    ] {
      try write(name, text)
      #expect(problem(name)?.contains("was not made by Facet") == true, "\(name)")
    }
    for (name, text) in [
      ("b.csv", "class,name,train,validation,test,mapped"),
      ("b.json", "{\n  \"format\" : \"facet report 1\"\n}"),
      ("b.html", "<html><meta name=\"generator\" content=\"Facet\"></html>"),
      ("b.tex", "% Facet\n"), ("b.md", "<!-- Facet -->\n"),
    ] {
      try write(name, text)
      #expect(problem(name) == nil, "\(name)")
    }
    gate.allowReplacing()
    #expect(problem("a.csv") == nil)
  }

  @Test func sideFilesCount() throws {
    try write("sc.hdr", "ENVI\nsamples = 3\n")
    #expect(problem("sc.img")?.contains("sc.hdr") == true)
    #expect(problem("sc.dat")?.contains("an ENVI header") == true)
    try write("m.tif.aux.xml", "<PAMDataset>\n</PAMDataset>\n")
    #expect(problem("m.tif")?.contains("m.tif.aux.xml") == true)
    try write("sc.hdr", "ENVI\ndescription = {\nFacet: sc.img}\n")
    #expect(problem("sc.img") == nil)
  }

  @Test func filesOfARun() throws {
    try FileManager.default.createDirectory(
      atPath: folder.file("a-run"), withIntermediateDirectories: false)
    try write("a-run/split.h5")
    gate.allowReplacing()
    #expect(problem("a-run/split.h5")?.contains("belongs to the run") == true)
    #expect(problem("a-run/report.html") == nil)
    gate.own(folder.file("a-run"))
    #expect(problem("a-run/split.h5") == nil)
  }

  @Test func whatIsNoFile() throws {
    gate.allowReplacing()
    #expect(throws: SceneError.self) { try gate.admit("/dev/null") }
  }

  @Test func unguardedAllIsAllowed() throws {
    let open = OutputGate()
    try write("a.txt")
    open.note(folder.file("a.txt"), as: "an input")
    try open.admit(folder.file("a.txt"))
  }
}

@Suite struct PendingFileTests {
  @Test func foldersAreMadeAndGoAgain() throws {
    let folder = try TemporaryFolder()
    let file = try PendingFile(folder.file("a/b/c.txt"))
    try writeBytes([1], to: file.temporary, named: file.path)
    file.discard()
    #expect(try folder.contents() == [])
    try replaceFile(folder.file("a/b/c.txt")) { try writeBytes([1], to: $0, named: "c") }
    #expect(try folder.contents() == ["a"])
  }

  /// A process that is no more has left one; this one and others of its kind stay.
  @Test func remainsAreRemoved() throws {
    let folder = try TemporaryFolder()
    let own = try PendingFile(folder.file("map.tif"))
    defer { own.discard() }
    let name = URL(fileURLWithPath: own.temporary).lastPathComponent
    let number = "\(ProcessInfo.processInfo.processIdentifier)"
    // Beyond the largest number that a process can have.
    let gone = name.replacing(number, with: "99999999")
    let running = name.replacing(number, with: "1")
    let other = gone.replacing("map.tif.", with: "other.tif.")
    for name in [gone, "." + gone + ".tif", running, other] {
      try Data([1]).write(to: URL(fileURLWithPath: folder.file(name)))
    }
    try replaceFile(folder.file("map.tif")) { try writeBytes([1], to: $0, named: "map") }
    #expect(try folder.contents().sorted() == ["map.tif", other, running].sorted())
  }

  /// An old overview would be shown for the new map.
  @Test func oldSideFilesGoWithTheOldFile() throws {
    let folder = try TemporaryFolder()
    for name in ["map.tif.ovr", "map.tif.aux.xml"] {
      try Data([1]).write(to: URL(fileURLWithPath: folder.file(name)))
    }
    try replaceFile(folder.file("map.tif")) { temporary in
      try writeBytes([1], to: temporary, named: "map")
      try writeBytes([2], to: temporary + ".aux.xml", named: "map")
    }
    #expect(try folder.contents() == ["map.tif", "map.tif.aux.xml"])
    #expect(FileManager.default.contents(atPath: folder.file("map.tif.aux.xml")) == Data([2]))
  }
}
