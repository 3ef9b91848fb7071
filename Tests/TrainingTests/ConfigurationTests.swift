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
}
