import Foundation
import TestSupport
import Testing

/// `facet experiment` on a tiny scene.
@Suite struct ExperimentTests {
  let refusal: Refusal
  let program: FacetProgram

  init() throws {
    refusal = try Refusal()
    program = FacetProgram(in: refusal.folder)
    try TinyExperiment.writeScene(refusal.folder.file("scene.h5"))
    try write(
      """
      base: tiny.yaml
      seeds: 2
      splits:
        random: {count: 15}
        blocks: {kind: blocks, size: 6, folds: 2}
      methods:
        softmax: {scene: {file: scene.h5}}
      """)
  }

  private func write(_ study: String) throws {
    try Data(study.utf8).write(to: URL(fileURLWithPath: refusal.folder.file("study.yaml")))
  }

  private func text(_ name: String) throws -> String {
    String(
      decoding: try Data(contentsOf: URL(fileURLWithPath: refusal.folder.file(name))),
      as: UTF8.self)
  }

  private let study = """
    title: Tiny
    base: scene.yaml
    seeds: 2
    splits:
      random: {count: 15}
      blocks: {kind: blocks, size: 6, folds: 2}
    methods:
      softmax: {finetune: {epochs: 0}}
      metric: {}
    """

  @Test func everyRunIsMadeOnceAndCompared() throws {
    let base = "scene: {file: scene.h5}\n" + TinyExperiment.configuration
    try Data(base.utf8).write(to: URL(fileURLWithPath: refusal.folder.file("scene.yaml")))
    try write(study)
    let command = ["experiment", "study.yaml", "-o", "out", "--threads", "1"]
    let half = try program.run(command + ["--seeds", "0"])
    #expect(half.status == 0, "\(half.messages)")
    #expect(half.results.contains("6 of 12 runs."))
    let whole = try program.run(command)
    #expect(whole.status == 0, "\(whole.messages)")
    #expect(whole.results.contains("12 of 12 runs."))
    #expect(!whole.messages.contains("seed 0"), "runs of the first call are made again")
    for word in ["## random", "## blocks", "metric − softmax", "| softmax | 2 |"] {
      #expect(whole.results.contains(word), "\(whole.results)")
    }
    // One pre-training serves both methods, and all is there to look at.
    let pretrained = try ["softmax", "metric"].map {
      try Data(
        contentsOf: URL(
          fileURLWithPath: refusal.folder.file(
            "out/random/\($0)/seed-0/after-pretrain.safetensors")))
    }
    #expect(pretrained[0] == pretrained[1])
    #expect(try text("out/results.md").contains(whole.results.trimmingCharacters(in: .newlines)))
    #expect(try text("out/results.csv").split(separator: "\r\n").count == 13)
    #expect(try text("out/report.html").hasPrefix("<!DOCTYPE html>"))
    let planned = try program.run(["experiment", "study.yaml", "-o", "out", "--plan"])
    #expect(planned.results.split(separator: "\n").allSatisfy { $0.hasPrefix("done") })
    // Another configuration under the same names is not taken for done.
    try write(study.replacingOccurrences(of: "count: 15", with: "count: 12"))
    let changed = try program.run(command)
    #expect(changed.status != 0)
    #expect(changed.messages.contains("another configuration"))
  }

  @Test func studiesThatCannotBe() throws {
    try refusal.expect(
      ["experiment", "study.yaml", "-o", "out"], says: ["methods.softmax.scene", "does not belong"])
    try refusal.expect(["experiment", "none.yaml", "-o", "out"], says: ["none.yaml"])
    try refusal.expect(
      ["experiment", "study.yaml", "-o", "out", "--seeds", "4-2"], says: ["4-2"])
  }
}
