import Foundation
import MetricLearning
import Testing
import Training

/// The whole metric in one line of YAML.
@Suite struct MetricLineTests {
  private func read(_ yaml: String, _ overrides: [String] = []) throws -> FinetuneSection {
    try Configuration(yaml: yaml, file: "a.yaml", overrides: overrides).finetune
  }

  @Test func samplerAndDiversityMayStandInTheLine() throws {
    let line = try read(
      """
      finetune:
        metric: {loss: circle, miner: multiSimilarity, sampler: {perClass: 4, classes: 8}, \
      weight: 0.1, diversity: {kernel: rbf, weight: 0.5}}
      """)
    let phase = try read(
      """
      finetune:
        perClass: 4
        classes: 8
        metric: {loss: circle, miner: multiSimilarity, weight: 0.1}
        diversity: {kernel: rbf, weight: 0.5}
      """)
    #expect(line == phase)
    #expect(line.perClass == 4 && line.metric.weight == 0.1 && line.diversity.weight == 0.5)
    // What is not written keeps its default.
    #expect(line.diversity.epsilon == DiversitySection().epsilon)
  }

  @Test func theLineMayBeSetPieceByPiece() throws {
    let found = try read(
      "finetune: {metric: {sampler: {perClass: 4}}}",
      ["finetune.metric.sampler.perClass=6", "finetune.metric.diversity.weight=0"])
    #expect(found.perClass == 6 && found.diversity.weight == 0)
    let written = try read("finetune: {metric: {sampler: {}}}")
    #expect(written == Configuration().finetune)
  }

  @Test(arguments: [
    ("finetune: {perClass: 8, metric: {sampler: {perClass: 4}}}", ["sampler.perClass", "too"]),
    (
      "finetune: {diversity: {weight: 1}, metric: {diversity: {weight: 0}}}",
      ["finetune.metric.diversity", "finetune.diversity too"]
    ),
    ("finetune: {metric: {sampler: 4}}", ["finetune.metric.sampler", "{perClass: 4}"]),
    ("finetune: {metric: {sampler: {m: 4}}}", ["sampler.m", "perClass, classes, batch"]),
    ("finetune: {metric: {sampler: {perClass: four}}}", ["perClass", "four", "whole number"]),
    ("finetune: {metric: {diversity: {kernal: rbf}}}", ["finetune.diversity.kernel"]),
    ("metric: {loss: circle}", ["metric", "`finetune.metric`"]),
    ("finetune: {loss: circle}", ["finetune.loss", "`finetune.metric.loss`"]),
    ("finetune: {miner: multiSimilarity}", ["finetune.miner", "`finetune.metric.miner`"]),
    ("pretrain: {diversity: {weight: 1}}", ["pretrain.diversity", "`finetune.diversity`"]),
  ])
  func keysElsewhereAreRefusedWithTheirPlace(yaml: String, words: [String]) throws {
    let error = try #require(throws: ConfigurationError.self) { try read(yaml) }
    for word in words { #expect("\(error)".contains(word), "\(error)") }
  }
}
