import Foundation
import TestSupport
import Testing

/// Commands that are told to stop leave nothing half-written.
@Suite struct InterruptTests {
  let folder: TemporaryFolder
  let program: FacetProgram

  init() throws {
    folder = try TemporaryFolder()
    program = FacetProgram(in: folder)
  }

  /// Starts a simulation that takes minutes, and waits until it writes.
  private func simulation(_ name: String) throws -> RunningProgram {
    let running = try program.start(
      ["simulate", "-o", name, "--rows", "6000", "--columns", "1000", "--bands", "100"])
    for _ in 0..<600 where try !folder.contents().contains(where: { $0.hasPrefix(".") }) {
      Thread.sleep(forTimeInterval: 0.05)
    }
    try #require(try folder.contents().contains { $0.hasPrefix(".") }, "nothing is being written")
    return running
  }

  @Test(arguments: [SIGINT, SIGTERM, SIGHUP]) func nothingHiddenIsLeft(_ signal: Int32) throws {
    let running = try simulation("scene.h5")
    running.signal(signal)
    let ending = try running.wait()
    #expect(ending.status == 128 + signal && !ending.wasKilled)
    #expect(try folder.contents() == [])
  }

  @Test func whatAKilledProcessLeftIsRemovedByTheNext() throws {
    let running = try simulation("scene.h5")
    running.signal(SIGKILL)
    _ = try running.wait()
    #expect(try folder.contents().contains { $0.hasPrefix(".scene.h5.") })
    try TinyExperiment.writeConfiguration(folder)
    let ending = try program.run(
      "simulate", "-o", "scene.h5", "--rows", "16", "--columns", "16", "--bands", "10", "--classes",
      "2")
    #expect(ending.status == 0, "\(ending.messages)")
    #expect(try folder.contents() == ["scene.h5", "tiny.yaml"])
  }

  /// Between the trainings of a study, and in what is no training, too.
  @Test func aStudyStops() throws {
    try TinyExperiment.writeConfiguration(folder)
    try TinyExperiment.writeScene(folder.file("scene.h5"))
    let study = """
      title: Tiny
      base: tiny.yaml
      seeds: 50
      splits: {random: {count: 15}}
      methods: {network: {pretrain: {epochs: 1}}, svm: {baseline: svm}, knn: {baseline: knn}}
      """
    try Data((TinyExperiment.configuration + "\nscene: {file: scene.h5}\n").utf8)
      .write(to: URL(fileURLWithPath: folder.file("tiny.yaml")))
    try Data(study.utf8).write(to: URL(fileURLWithPath: folder.file("study.yaml")))
    let running = try program.start(["experiment", "study.yaml", "-o", "st", "--threads", "1"])
    let reports = {
      try FileManager.default.subpathsOfDirectory(atPath: folder.path)
        .count { $0.hasSuffix("report.json") }
    }
    for _ in 0..<600 where try running.isRunning && reports() < 2 {
      Thread.sleep(forTimeInterval: 0.05)
    }
    running.signal(SIGINT)
    let ending = try running.wait()
    #expect(ending.status == 130 && !ending.wasKilled, "\(ending.messages)")
    #expect(try reports() < 100)
    let hidden = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
      .filter { $0.contains("/.") || $0.hasPrefix(".") }
    #expect(hidden == [])
  }
}
