import MetricLearning
import Parts
import Testing
import Training

/// `finetune.metric` in YAML and on the command line.
@Suite struct MetricSectionTests {
  private func read(_ yaml: String, _ overrides: [String] = []) throws -> MetricSection {
    try Configuration(yaml: yaml, file: "a.yaml", overrides: overrides).finetune.metric
  }

  @Test func partsAreNamesOrNamesWithParameters() throws {
    let found = try read(
      """
      finetune:
        metric:
          loss: {name: tripletMargin, margin: 0.2}
          miner: {name: tripletMargin, kind: hard}
          distance: squaredEuclidean
          reducer: mean
          memory: 2048
          weight: 0.1
      """)
    #expect(found.loss == Part("tripletMargin", ["margin": 0.2]))
    #expect(found.miner == Part("tripletMargin", ["kind": "hard"]))
    #expect(found.distance == "squaredEuclidean")
    #expect(found.reducer == "mean")
    #expect(found.memory == 2048)
    #expect(found.weight == 0.1)
    #expect(try read("finetune: {metric: {loss: circle}}").loss == "circle")
    #expect(try read("") == MetricSection())
  }

  @Test func overridesReplaceAPartOrAddToIt() throws {
    let yaml = "finetune: {metric: {loss: {name: circle, m: 0.25}}}"
    #expect(try read(yaml, ["finetune.metric.loss=supCon"]).loss == "supCon")
    #expect(
      try read(yaml, ["finetune.metric.loss.gamma=64"]).loss
        == Part("circle", ["m": 0.25, "gamma": 64]))
    #expect(
      try read("", ["finetune.metric.loss.margin=2"]).loss
        == Part("structural", ["margin": 2]))
    #expect(
      try read(yaml, ["finetune.metric.loss={name: contrastive, negativeMargin: 2}"]).loss
        == Part("contrastive", ["negativeMargin": 2]))
    let none = try read(
      "finetune: {metric: {loss: circle, miner: batchHard}}", ["finetune.metric.miner=null"])
    #expect(none.miner == nil)
  }

  @Test(arguments: LossKind.all) func everyLossIsOneLine(kind: LossKind) throws {
    let needs =
      kind.name == "rankedList"
      ? "{name: rankedList, margin: 0.4, negativeTemperature: 10}" : kind.name
    let yaml = "finetune: {metric: {loss: \(needs)}}"
    #expect(try read(yaml).loss.name == kind.name)
    var whole = try Configuration(yaml: yaml, file: "a.yaml")
    whole.finetune.metric.loss.parameters["weight"] = nil
    // The whole configuration, every option in it, comes back equal.
    #expect(try Configuration(yaml: whole.yaml(), file: "b.yaml") == whole)
  }

  /// Softmax training continued, with the metric, and with the diversity of its factors.
  @Test func theThreeRungsAreOneChangeApart() throws {
    let dpp = try Configuration(yaml: "", file: "a.yaml")
    let metric = try Configuration(
      yaml: "", file: "a.yaml", overrides: ["finetune.diversity.weight=0"])
    let softmax = try Configuration(
      yaml: "", file: "a.yaml",
      overrides: ["finetune.diversity.weight=0", "finetune.metric.weight=0"])
    #expect(dpp.finetune.metric.weight > 0 && dpp.finetune.diversity.weight > 0)
    #expect(metric.finetune.metric.weight > 0 && metric.finetune.diversity.weight == 0)
    #expect(softmax.finetune.metric.weight == 0)
  }

  @Test func classesLeftOutAreNumbers() throws {
    let found = try Configuration(yaml: "split: {without: [0, 70000]}", file: "a.yaml")
    #expect(found.split.without == [0, 70_000])
    for wrong in ["[1.5]", "[3, 3]", "[oak]"] {
      #expect(throws: ConfigurationError.self) {
        try Configuration(yaml: "split: {without: \(wrong)}", file: "a.yaml")
      }
    }
  }
}
