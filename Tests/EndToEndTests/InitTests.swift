import Foundation
import TestSupport
import Testing

/// `facet init` writes a configuration that trains as it stands.
@Suite struct InitTests {
  let folder: TemporaryFolder
  let program: FacetProgram

  init() throws {
    folder = try TemporaryFolder()
    program = FacetProgram(in: folder)
    try TinyExperiment.twoHalves.write(to: folder.file("scene.h5"), as: Float.self)
  }

  private func text(_ name: String) throws -> String {
    try String(contentsOfFile: folder.file(name), encoding: .utf8)
  }

  @Test func whatItWritesTrains() throws {
    let ending = try program.run("init", "scene.h5", "-o", "scene.yaml")
    #expect(ending.status == 0, "\(ending.messages)")
    let written = try text("scene.yaml")
    #expect(written.contains("file: scene.h5") && written.contains("labels: "))
    #expect(written.contains("2 classes"))
    let training = try program.run(
      "train", "scene.yaml", "-o", "run", "--threads", "1", "--set", "pretrain.epochs=1",
      "--set", "finetune.epochs=0", "--set", "network.window=3")
    #expect(training.status == 0, "\(training.messages)")
  }

  @Test func whatIsStatedIsKept() throws {
    let names = "a b: c.h5"
    try TinyExperiment.twoHalves.write(to: folder.file(names), as: Float.self)
    let ending = try program.run(
      "init", names, "-o", "b.yaml", "--labels", "\(names):/labels", "--axes", "row,column,band")
    #expect(ending.status == 0, "\(ending.messages)")
    let written = try text("b.yaml")
    #expect(written.contains("file: \"a b: c.h5\""))
    #expect(written.contains("axes: row,column,band\n"))
  }

  @Test func anotherEndingIsRefused() throws {
    let ending = try program.run("init", "scene.h5", "-o", "scene.txt")
    #expect(ending.status != 0)
    #expect(ending.messages.contains(".yaml"))
    #expect(!FileManager.default.fileExists(atPath: folder.file("scene.txt")))
  }
}
