import Foundation
import TestSupport
import Testing

/// `facet check` says all that is wrong, or what would be trained; it writes nothing.
@Suite struct CheckTests {
  let folder: TemporaryFolder
  let program: FacetProgram

  init() throws {
    folder = try TemporaryFolder()
    program = FacetProgram(in: folder)
    try TinyExperiment.writeConfiguration(folder)
    try TinyExperiment.writeScene(folder.file("scene.h5"))
  }

  @Test func whatWouldBeTrained() throws {
    let before = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    let ending = try program.run("check", "tiny.yaml", "--scene", "scene.h5", "--threads", "1")
    #expect(ending.status == 0, "\(ending.messages)")
    for words in ["scene.h5", "leakage", "pretrain: 2 epochs", "finetune: 1 epoch", "MiB"] {
      #expect(ending.results.contains(words), "\(ending.results)")
    }
    let after = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    #expect(before == after)
  }

  @Test func allThatIsWrong() throws {
    let text = "network: {window: 4}\npretrian: {rate: 1}\nsplit: {validation: 2}\n"
    try Data(text.utf8).write(to: URL(fileURLWithPath: folder.file("bad.yaml")))
    let ending = try program.run("check", "bad.yaml", "--scene", "scene.h5")
    #expect(ending.status == 1)
    let errors = ending.messages.split(separator: "\n").filter { $0.hasPrefix("Error: ") }
    #expect(errors.count == 3, "\(ending.messages)")
    for key in ["network.window", "pretrian", "split.validation"] {
      #expect(errors.contains { $0.contains(key) }, "\(key)")
    }
  }

  @Test func aSceneThatCannotTrainIsRefused() throws {
    let ending = try program.run("check", "tiny.yaml", "--scene", "none.h5")
    #expect(ending.status != 0 && ending.messages.contains("none.h5"))
  }
}
