import Foundation
import TestSupport
import Testing

/// What the commands have in common, and what they answer to mistakes.
@Suite struct CommandLineTests {
  let folder: TemporaryFolder
  let program: FacetProgram

  init() throws {
    folder = try TemporaryFolder()
    program = FacetProgram(in: folder)
    try TinyExperiment.writeConfiguration(folder)
    try TinyExperiment.writeScene(folder.file("scene.h5"))
  }

  private func succeed(_ arguments: String...) throws -> FacetProgram.Ending {
    let ending = try program.run(arguments)
    try #require(ending.status == 0, "\(arguments): \(ending.messages)")
    return ending
  }

  private func refuse(_ arguments: String..., says words: String...) throws {
    let ending = try program.run(arguments)
    #expect(ending.status != 0 && !ending.wasKilled, "\(arguments)")
    for word in words {
      #expect(ending.messages.contains(word), "\(arguments): \(ending.messages)")
    }
  }

  @Test func mistakesAreAnsweredWithWhatToDo() throws {
    try refuse("trian", "tiny.yaml", says: "there is no command trian", "facet train")
    try refuse("inspect", "scene.h5", "--labels", "foo.tif", says: "foo.tif", "no such file")
    try refuse("inspect", "scene.h5", "--pixel", "3", says: "--pixel")
    try refuse("inspect", "scene.h5", "--quicklook", "q.jpg", says: ".png")
    try refuse("simulate", "-o", "y.tif", says: "y.tif", "HDF5")
    try refuse("report", "run", "-o", "r.pdf", says: "r.pdf", ".html")
    for (section, hint) in [
      ("split={perClass: 20}", "kind: perClass, count: 20"),
      ("split={blocks: 15}", "kind: blocks, size: 15"), ("scene={classes: [a]}", "descriptor"),
    ] {
      try refuse(
        "train", "tiny.yaml", "--scene", "scene.h5", "-o", "run", "--set", section, says: hint)
    }
  }

  @Test func allKeysOfAConfiguration() throws {
    let all = try succeed("help", "configuration").results
    for key in ["split:", "perClass", "pretrain:", "finetune:", "map:"] {
      #expect(all.contains(key), "\(all)")
    }
    let one = try succeed("help", "configuration", "split").results
    #expect(one.hasPrefix("split:") && !one.contains("pretrain:"))
    try refuse("help", "configuration", "splt", says: "no key splt", "split")
  }

  /// A cube needs no configuration, a name may hold commas, and an output's folder is made.
  @Test func aSceneWithoutConfiguration() throws {
    let name = "a, 1,b.h5"
    try FileManager.default.moveItem(
      atPath: folder.file("scene.h5"), toPath: folder.file(name))
    let trained = try succeed(
      "train", "--scene", name, "-o", "new/run", "--threads", "1", "--json", "--quiet",
      "--set", "split.count=20", "--set",
      "network={window: 5, reduce: 4, width: 4, scales: [1, 3], features: 8, factors: 4}",
      "--set", "pretrain.epochs=1", "--set", "finetune.epochs=0")
    #expect(trained.messages == "", "\(trained.messages)")
    let record =
      try JSONSerialization.jsonObject(with: Data(trained.results.utf8)) as? [String: Any]
    #expect((record?["scene"] as? String)?.hasSuffix("/a, 1,b.h5") == true)
    let mapped = try succeed(
      "classify", "new/run", "-o", "maps/one/map.TIF", "--json", "--quiet", "--no-walk")
    #expect(mapped.messages == "", "\(mapped.messages)")
    let result =
      try JSONSerialization.jsonObject(with: Data(mapped.results.utf8)) as? [String: Any]
    #expect(result?["map"] as? String == "maps/one/map.TIF")
    #expect(result?["rows"] as? Int == 24)
    #expect(FileManager.default.fileExists(atPath: folder.file("maps/one/map.TIF")))
    let judged = try succeed("report", "new/run", "--no-walk", "--json", "-o", "report.HTML")
    let report =
      try JSONSerialization.jsonObject(with: Data(judged.results.utf8)) as? [String: Any]
    #expect(report?["figures"] != nil)
    var isFolder: ObjCBool = true
    #expect(
      FileManager.default.fileExists(
        atPath: folder.file("report.HTML"), isDirectory: &isFolder) && !isFolder.boolValue)
    // Stopped before its first phase had ended.
    for name in ["model", "after-pretrain"] {
      try FileManager.default.removeItem(atPath: folder.file("new/run/\(name).safetensors"))
    }
    try refuse("classify", "new/run", "-o", "m.tif", says: "train --resume -o new/run")
  }

  @Test func aTrainingMaskAlone() throws {
    try refuse("split", "scene.h5", "--masks", "labels", "-o", "s.h5", says: "no test pixel")
    // `truth` numbers all pixels as `labels` does those that were surveyed.
    let said = try succeed(
      "split", "scene.h5", "--labels", "truth", "--masks", "labels", "-o", "s.h5")
    #expect(said.messages.contains("s.h5"))
  }

  @Test func descriptorsAreFoundThroughLinks() throws {
    let link = folder.file("linked")
    try FileManager.default.createSymbolicLink(
      atPath: link, withDestinationPath: FacetProgram.path)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments = ["-c", "cd / && exec -a facet \"\(link)\" inspect x.h5 --descriptor none"]
    let pipe = Pipe()
    process.standardError = pipe
    try process.run()
    let text = String(
      decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    #expect(text.contains("indian-pines"), "\(text)")
  }
}
