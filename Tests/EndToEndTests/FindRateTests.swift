import Foundation
import TestSupport
import Testing

/// `--find-rate` of both phases.
@Suite struct FindRateTests {
  let experiment: MetricExperiment

  init() throws { experiment = try MetricExperiment() }

  private func suggestion(_ ending: FacetProgram.Ending) throws -> Double {
    let rate = try #require(
      ending.results.firstRange(of: "suggested rate: ").flatMap {
        Double(ending.results[$0.upperBound...].prefix { !$0.isWhitespace })
      })
    #expect(rate > 1e-6 && rate < 1)
    return rate
  }

  @Test func findsARateOfFineTuning() throws {
    try experiment.train("finetune.epochs=0")
    let before = try Data(
      contentsOf: URL(fileURLWithPath: experiment.folder.file("run/configuration.yaml")))
    let found = try experiment.succeed(
      "finetune", "run", "--find-rate", "--set", "finetune.metric.loss=cosFace", "--threads", "1")
    let rate = try suggestion(found)
    #expect(found.messages.contains("--set finetune.rate="))
    let page = try String(contentsOfFile: experiment.folder.file("run/rate.html"), encoding: .utf8)
    #expect(page.contains("<svg"))
    // The run is as it was, and can be fine-tuned.
    let after = try Data(
      contentsOf: URL(fileURLWithPath: experiment.folder.file("run/configuration.yaml")))
    #expect(before == after)
    try experiment.succeed(
      "finetune", "run", "-o", "tuned", "--set", "finetune.rate=\(rate)", "--set",
      "finetune.epochs=1", "--threads", "1")
    try experiment.refuse(
      "finetune", "run", "--find-rate", "--set", "pretrain.rate=1", says: "finetune.… alone")
  }

  @Test func findsARate() throws {
    let found = try experiment.succeed(
      "train", "tiny.yaml", "--scene", "scene.h5", "-o", "rates", "--find-rate", "--threads", "1")
    let rate = try suggestion(found)
    let page = try String(
      contentsOfFile: experiment.folder.file("rates/rate.html"), encoding: .utf8)
    #expect(page.contains("<svg") && page.contains("learning rate"))
    // The folder holds no run, so that training may begin there.
    try experiment.train("pretrain.rate=\(rate)", into: "rates")
  }
}
