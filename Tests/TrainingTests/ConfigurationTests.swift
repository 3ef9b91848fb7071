import Foundation
import MetricLearning
import Networks
import Parts
import Sampling
import Scenes
import Testing
import Training

@Suite struct ConfigurationTests {
  func read(_ yaml: String, _ overrides: [String] = []) throws -> Configuration {
    try Configuration(yaml: yaml, file: "a.yaml", overrides: overrides)
  }

  func refusal(_ yaml: String, _ overrides: [String] = []) -> String {
    let error = #expect(throws: ConfigurationError.self) { try read(yaml, overrides) }
    return error?.description ?? ""
  }

  @Test func nothingGivenIsTheDefaults() throws {
    #expect(try read("") == Configuration())
    #expect(try read("# nothing\n") == Configuration())
    #expect(try read("pretrain:\nsplit: {}\n") == Configuration())
    #expect(try Configuration.load(path: nil) == Configuration())
    try Configuration().validate()
    try Configuration(preset: .paper).validate()
  }

  /// What a split is drawn by does not take the preset's values from the rest of the section.
  @Test func thePresetForFewLabels() throws {
    let found = try read("preset: few-labels\nsplit: {kind: perClass, count: 5}\n")
    #expect(found.split.validation == 0 && found.selfTrain.rounds == 1)
    #expect(found.plannedPhases == ["pretrain"])
    #expect(found.pretrain.length(stepsPerEpoch: 1).steps >= 200)
    let changed = try read("preset: few-labels\nsplit: {validation: 0.2}\n")
    #expect(changed.split.validation == 0.2)
    #expect(Configuration().split.validation == 0.05 && Configuration().selfTrain.rounds == 0)
    #expect(refusal("preset: few").contains("few-labels"))
    try found.validate()
  }

  @Test(arguments: Preset.allCases) func wholeConfigurationsComeBackEqual(preset: Preset) throws {
    var configuration = Configuration(preset: preset)
    #expect(try read(configuration.yaml()) == configuration)
    configuration.seed = .max
    configuration.scene.file = "a: b.h5"
    configuration.scene.descriptor = "null"
    configuration.scene.scale = 1e-4
    configuration.scene.drop = BandList(numbers: [1, 104, 105])
    configuration.scene.wavelength = .list([400.5, 410])
    configuration.split = SplitSection(.find("masks"), ["train": "3"])
    configuration.pretrain.rate = 0.1 + 0.2
    configuration.network = NetworkSection(.find("3-D"))
    configuration.network.options["spectralScales"] = .numbers([1, 7])
    configuration.finetune.diversity.similarity = .rbf
    configuration.finetune.augmentation.gain = 0.1
    #expect(try read(configuration.yaml()) == configuration)
  }

  @Test func everyOptionStandsInTheYAML() throws {
    let yaml = try Configuration().yaml()
    // A stored property that the YAML lacks could not be set.
    func expect(_ value: Any, in section: String) {
      for child in Mirror(reflecting: value).children {
        // A wrapped property is stored with an underscore.
        let label = child.label ?? ""
        let isWrapped = label.hasPrefix("_")
        let name = label == "similarity" ? "kernel" : isWrapped ? String(label.dropFirst()) : label
        // The options of a section's kind stand beside its other keys.
        if name == "options" { continue }
        // Phases stand beside the other sections, each by its own name.
        let isList = name == "phases" || section == "phases"
        #expect(isList || yaml.contains("\(name):"), "\(section).\(name)")
        if !isWrapped, Mirror(reflecting: child.value).displayStyle == .struct,
          !(child.value is any Numeric), !(child.value is String), !(child.value is Part)
        {
          expect(child.value, in: name)
        }
      }
    }
    expect(Configuration(), in: "")
    #expect(yaml.contains("rate: 0.002\n"))
    #expect(yaml.contains("kind: 2-D\n"))
    #expect(yaml.contains("descriptor: null\n"))
    #expect(yaml.contains("prior: null\n"))
  }

  @Test func differencesAreLaidOverTheDefaults() throws {
    let found = try read(
      """
      scene: {file: scene.h5, drop: [1, 104-106]}
      network: {kind: volume, spectralScales: [1, 3]}
      finetune: {diversity: {kernel: rbf, scale: 2}}
      pretrain: {rate: 5e-5, augmentation: {flips: false}}
      """)
    var expected = Configuration()
    expected.scene.file = "scene.h5"
    expected.scene.drop = BandList(numbers: [1, 104, 105, 106])
    expected.network = NetworkSection(.find("3-D"))
    expected.network.options["spectralScales"] = .numbers([1, 3])
    expected.finetune.diversity.similarity = .rbf
    expected.finetune.diversity.scale = 2
    expected.pretrain.rate = 5e-5
    expected.pretrain.augmentation.flips = false
    #expect(found == expected)
  }

  @Test func kindsOfNetworkHaveTwoNames() throws {
    for (word, name) in [
      ("1-D", "1-D"), ("spectral", "1-D"), ("2-D", "2-D"), ("spatial", "2-D"), ("3-D", "3-D"),
      ("volume", "3-D"), ("transformer", "transformer"),
    ] {
      let found = try read("network: {kind: \(word)}")
      #expect(found.network == NetworkSection(NetworkKind.find(name)))
      #expect(found.network.kind.name == name)
    }
    let spectral = try read("network: {kind: 1-D}").network.design(bands: 200)
    #expect(spectral.window == 1)
    #expect(spectral.bands == 200)
  }

  @Test func presetsFillTheDefaults() throws {
    let paper = try read("preset: paper\npretrain: {rate: 1e-3}\n")
    #expect(paper.pretrain.iterations == 20_000)
    #expect(paper.pretrain.optimiser == .sgd)
    #expect(paper.pretrain.rate == 1e-3)
    #expect(paper.finetune.iterations == 1_000)
    #expect(paper.finetune.rate == 1e-5)
    #expect(paper.finetune.crossEntropy == 0)
    #expect(paper.finetune.refitSoftmax)
    #expect(paper.pretrain.momentum == 0.9)
    #expect(paper.pretrain.weightDecay == 5e-5)
    #expect(try read("preset: paper", ["preset=default"]) == Configuration())
    #expect(try read("", ["preset=paper"]) == Configuration(preset: .paper))
    #expect(refusal("preset: papper").contains("Did you mean `paper`?"))
  }

  @Test func overridesWin() throws {
    let found = try read(
      "pretrain: {epochs: 9}",
      [
        "pretrain.epochs=6", "pretrain.epochs=7", "network.scales=[1, 5]", "seed=3",
        "scene.labels=/ground/truth", "scene.file=a=b.h5", "finetune.refitSoftmax=true",
      ])
    #expect(found.pretrain.epochs == 7)
    #expect(found.network.options["scales"] == .numbers([1, 5]))
    #expect(found.seed == 3)
    #expect(found.scene.labels == "/ground/truth")
    #expect(found.scene.file == "a=b.h5")
    #expect(found.finetune.refitSoftmax)
    #expect(try read("scene: {file: a.h5}", ["scene.file="]).scene.file == nil)
    for wrong in ["pretrain", "=3", "pretrain.=3", ".epochs=3", "seed=[", "pretrain=4"] {
      #expect(refusal("", [wrong]).contains("--set \(wrong)"))
    }
  }

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
