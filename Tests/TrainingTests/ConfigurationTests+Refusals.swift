import Foundation
import MetricLearning
import Networks
import Parts
import Sampling
import Scenes
import Testing
import Training

extension ConfigurationTests {
  @Test func unknownKeysAreNamedWithTheNearest() {
    let epochs = refusal("pretrain: {epoch: 3}")
    #expect(epochs.contains("a.yaml: `pretrain.epoch`"))
    #expect(epochs.contains("Did you mean `pretrain.epochs`?"))
    #expect(
      refusal("finetune: {diversity: {kernal: rbf}}").contains("`finetune.diversity.kernel`?"))
    #expect(refusal("spilt: {}").contains("Did you mean `split`?"))
    let override = refusal("", ["pretrain.epoch=6"])
    #expect(override.contains("--set pretrain.epoch=6"))
    #expect(override.contains("Did you mean `pretrain.epochs`?"))
    #expect(refusal("seed: {a: 1}").contains("`seed`"))
  }

  @Test(arguments: [
    ("pretrain: {epochs: many}", "pretrain.epochs", "many"),
    ("pretrain: {epochs: 1.5}", "pretrain.epochs", "1.5"),
    ("pretrain: {epochs: null}", "pretrain.epochs", "null"),
    ("pretrain: {rate: fast}", "pretrain.rate", "fast"),
    ("pretrain: {epochs: [1, 2]}", "pretrain.epochs", "a list of 2"),
    ("finetune: {refitSoftmax: 7}", "finetune.refitSoftmax", "7"),
    ("seed: -1", "seed", "-1"),
    ("seed: 99999999999999999999999", "seed", "99999999999999999999999"),
    ("network: {scales: 3}", "network.scales", "3"),
    ("network: {kind: 1-D, scales: [1, 3]}", "network.scales", "no key"),
    ("network: {scales: [1, x]}", "network.scales", "none of these"),
    ("pretrain: {optimiser: adam}", "pretrain.optimiser", "Did you mean `adamw`?"),
    ("network: {kind: 2D}", "network.kind", "Did you mean `2-D`?"),
    ("pretrain: 5", "pretrain", "not a section"),
    ("[1, 2]", "a.yaml", "not a section"),
    ("scene: {drop: [0]}", "scene.drop", "`0`"),
  ]) func wrongTypesAreNamed(yaml: String, key: String, value: String) {
    let text = refusal(yaml)
    #expect(text.contains("a.yaml"))
    #expect(text.contains(key), "\(text)")
    #expect(text.contains(value), "\(text)")
  }

  @Test(arguments: [
    "split.count=0", "split.validation=1", "split.validation=-0.1",
    "network.window=8", "network.window=-1", "network.window=0", "network.reduce=0",
    "network.width=-4", "network.features=0", "network.factors=0", "network.factors=129",
    "network.dropout=1", "network.dropout=-0.1", "network.scales=[3, 5]",
    "network.scales=[1, 2]", "network.scales=[]", "pretrain.epochs=-1",
    "pretrain.iterations=-5", "pretrain.batch=0", "pretrain.rate=0", "pretrain.rate=-1",
    "pretrain.rate=.nan", "pretrain.rate=.inf", "pretrain.momentum=1",
    "pretrain.weightDecay=-1", "pretrain.warmUp=-1", "pretrain.stepEvery=0",
    "pretrain.stepFactor=0", "pretrain.labelSmoothing=1", "pretrain.augmentation.gain=-1",
    "pretrain.augmentation.noise=.nan", "finetune.rate=.nan", "finetune.classes=1",
    "finetune.perClass=1", "finetune.metric.weight=-1", "finetune.crossEntropy=.nan",
    "finetune.metric.memory=-1", "finetune.metric.memory=1000000000",
    "finetune.diversity.weight=-1", "finetune.diversity.epsilon=0",
    "finetune.diversity.scale=0", "finetune.refitSteps=-1", "map.contrast=-1", "map.prior=0",
    "map.prior=.nan",
  ]) func absurdValuesAreNamedWithTheirRange(override: String) {
    let text = refusal("", [override])
    let key = override.prefix { $0 != "=" }
    #expect(text.contains("`\(key)`"), "\(text)")
    #expect(text.contains("It must be"), "\(text)")
  }

  @Test(arguments: [
    ("fraction", "split.fraction=0"), ("fraction", "split.fraction=1"),
    ("blocks", "split.size=0"), ("blocks", "split.folds=1"), ("blocks", "split.folds=101"),
    ("blocks", "split.fold=5"), ("blocks", "split.fold=-1"), ("blocks", "split.window=8"),
    ("blocks", "split.window=7"), ("blocks", "split.fraction=2"),
  ]) func absurdSplitsAreNamedWithTheirRange(kind: String, override: String) {
    let text = refusal("split: {kind: \(kind)}", [override])
    #expect(text.contains("`\(override.prefix { $0 != "=" })`"), "\(text)")
    #expect(text.contains("It must be"), "\(text)")
  }

  /// An option that a kind does not read is refused, with those that it has.
  @Test func optionsOfOtherKindsAreRefused() {
    #expect(refusal("split: {kind: perClass, folds: 5}").contains("count"))
    #expect(refusal("network: {kind: 1-D, scales: [1, 3]}").contains("spectralScales"))
  }

  /// What a file says of one kind says nothing if another is chosen over it.
  @Test func aKindThatIsChosenLaterLeavesOptionsBehind() throws {
    let found = try read("split: {kind: perClass, count: 20}", ["split.kind=blocks"])
    #expect(found.split == SplitSection(.find("blocks")))
    let back = try read(
      "split: {count: 20}", ["split.kind=blocks", "split.size=9", "split.kind=perClass"])
    #expect(back.split == SplitSection(.find("perClass"), ["count": 20]))
  }

  /// Versions before 0.2 wrote the options of all kinds into a run's configuration.
  @Test func configurationsOfOlderRunsAreRead() throws {
    let found = try read(
      """
      split: {kind: blocks, count: 200, fraction: 0.1, train: null, test: null, size: 12, folds: 5,
        fold: 2, window: 0, validation: 0.05, without: [], file: null}
      network: {kind: 1-D, window: 1, reduce: 32, width: 16, scales: [1, 3, 5],
        spectralScales: [1, 3, 5, 11], features: 128, factors: 64, dropout: 0.5}
      """)
    var expected = Configuration()
    expected.split = SplitSection(.find("blocks"), ["size": 12, "fold": 2])
    expected.network = NetworkSection(.find("1-D"))
    #expect(found == expected)
  }

  @Test func rangesThatHangTogether() throws {
    #expect(refusal("split: {kind: masks, test: a}").contains("split.train"))
    #expect(
      refusal("finetune: {metric: {weight: 0}, crossEntropy: 0}").contains("nothing to learn"))
    #expect(refusal("finetune: {classes: 60000, perClass: 100000}").contains("perClass"))
    // With the kernel that allows it, or without diversity, there may be more factors.
    #expect(throws: Never.self) {
      _ = try read("network: {factors: 200}\nfinetune: {diversity: {kernel: rbf}}")
      _ = try read("network: {factors: 200}\nfinetune: {diversity: {weight: 0}}")
      _ = try read("split: {kind: blocks, folds: 0, fraction: 0.3}")
      _ = try read("split: {kind: blocks, window: 11}")
    }
  }

  @Test(arguments: [
    "a: [", "\t- x: {", "pretrain: {epochs: 1}\npretrain: {epochs: 2}", "a: *b", "\u{0}",
    "--- 1\n--- 2", "!!binary x", "? [1]\n: 2", String(repeating: "[", count: 100_000),
  ]) func whatIsNoConfigurationIsRefused(yaml: String) {
    #expect(refusal(yaml).contains("a.yaml"))
  }
}
