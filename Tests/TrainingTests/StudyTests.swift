import Foundation
import Parts
import TestSupport
import Testing
import Training

/// Studies as their YAML says them.
@Suite struct StudyTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try Data("network: {window: 5}\npretrain: {epochs: 7}\n".utf8)
      .write(to: URL(fileURLWithPath: folder.file("base.yaml")))
  }

  private func load(_ yaml: String) throws -> Study {
    let path = folder.file("study.yaml")
    try Data(yaml.utf8).write(to: URL(fileURLWithPath: path))
    return try Study.load(path)
  }

  @Test(arguments: [
    ("metric", 3 * 10), ("labels", 6 * 10), ("diversity", 10), ("choices", 10), ("windows", 10),
    ("apart", 15), ("choices-again", 20), ("few-labels", 4 * 10),
  ])
  func studiesOfTheProject(name: String, leastRuns: Int) throws {
    let project = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let study = try Study.load(
      project.appendingPathComponent("Configs/studies/indian-pines-\(name).yaml").path)
    #expect(study.runs.count >= leastRuns * study.methods.count / 2)
    #expect(study.runs.allSatisfy { $0.configuration.scene.descriptor == "indian-pines" })
    #expect(Set(study.runs.map(\.place)).count == study.runs.count)
  }

  @Test func everyCombinationIsARun() throws {
    let study = try load(
      """
      title: All
      base: base.yaml
      seeds: [3, 5]
      splits:
        random: {kind: perClass, vary: {count: [5, 10]}}
        blocks: {kind: blocks, size: 8, folds: 3}
        one fold: {kind: blocks, size: 8, folds: 3, fold: 2}
      methods:
        softmax: {finetune: {epochs: 0}}
        metric: {seeds: [3], vary: {finetune.diversity.weight: [0, 0.1]}}
        SVM: {baseline: svm, features: window, splits: [blocks]}
      """)
    #expect(study.title == "All")
    // Seed 3: (2 + 3 + 1) splits with folds × 3 methods and the baseline on 3 folds; seed 5 has
    // softmax alone beside the baseline.
    #expect(study.runs.count == 6 * 3 + 3 + 6 * 1 + 3)
    #expect(Set(study.runs.map(\.place)).count == study.runs.count)
    #expect(study.runs.map(\.seed) == study.runs.map(\.seed).sorted())
    let first = study.runs[0]
    #expect(first.place == "random-5/softmax/seed-3")
    #expect(first.configuration.split.options["count"] == 5)
    #expect(first.configuration.seed == 3)
    #expect(first.configuration.network.window == 5)
    #expect(first.configuration.pretrain.epochs == 7)
    #expect(first.configuration.finetune.epochs == 0)
    let folds = study.runs.filter { $0.split.name == "blocks" && $0.method.name == "softmax" }
    #expect(folds.map { $0.configuration.split.options["fold"] } == [0, 1, 2, 0, 1, 2])
    #expect(folds[1].place == "blocks/softmax/seed-3-fold-1")
    let fixed = study.runs.filter { $0.split.name == "one fold" }
    #expect(fixed.allSatisfy { $0.fold == nil && $0.configuration.split.options["fold"] == 2 })
    let strong = try #require(study.runs.first { $0.method.name == "metric 0.1" })
    #expect(strong.configuration.finetune.diversity.weight == 0.1)
    #expect(strong.method.series == "metric" && strong.method.value == "0.1")
    let baseline = try #require(study.runs.first { $0.baseline != nil })
    #expect(baseline.baseline == "svm" && baseline.features == "window")
    #expect(study.runs(seeds: 4...9).allSatisfy { $0.seed == 5 })
  }

  @Test func phasesAreSharedUpToTheFirstThatDiffers() throws {
    let study = try load(
      """
      base: base.yaml
      splits: {a: {}, b: {count: 9}}
      methods:
        softmax: {finetune: {epochs: 0}}
        metric: {}
        again: {finetune: {rate: 1e-3}}
        wide: {network: {width: 9}}
        SVM: {baseline: svm}
      """)
    let runs = study.runs.filter { $0.split.name == "a" }
    #expect(runs.count == 5)
    #expect(runs[0].sharedPhases(with: runs[1]) == ["pretrain"])
    #expect(runs[1].sharedPhases(with: runs[2]) == ["pretrain"])
    #expect(runs[1].sharedPhases(with: runs[1]) == ["pretrain", "finetune"])
    #expect(runs[0].sharedPhases(with: runs[3]).isEmpty)
    #expect(runs[0].sharedPhases(with: runs[4]).isEmpty)
    let other = try #require(study.runs.first { $0.split.name == "b" })
    #expect(runs[0].sharedPhases(with: other).isEmpty)
  }

  @Test(arguments: [
    ("methods: {a: {}}", ["splits", "absent"]), ("splits: {a: {}}", ["methods", "absent"]),
    ("split: {a: {}}", ["`split`", "Did you mean `splits`"]),
    ("seeds: 0\nsplits: {a: {}}\nmethods: {a: {}}", ["seeds"]),
    ("seeds: [1, 1]\nsplits: {a: {}}\nmethods: {a: {}}", ["different seeds"]),
    ("splits: {a: {cuont: 3}}\nmethods: {a: {}}", ["split.cuont", "split.count"]),
    ("splits: {a: {}}\nmethods: {a: {seed: 3}}", ["methods.a.seed", "does not belong"]),
    ("splits: {a: {}}\nmethods: {a: {splits: [b]}}", ["`b` is no split"]),
    ("splits: {a: {}, A: {}}\nmethods: {a: {}}", ["share the folder `a`"]),
    ("splits: {'?': {}}\nmethods: {a: {}}", ["`?`"]),
    ("splits: {a: {vary: {count: 3}}}\nmethods: {a: {}}", ["splits.a.vary"]),
    ("splits: {a: {vary: {count: [-3]}}}\nmethods: {a: {}}", ["count", "-3"]),
    ("base: none.yaml\nsplits: {a: {}}\nmethods: {a: {}}", ["none.yaml"]),
    ("[1, 2]", ["not a section"]), ("a: [", ["YAML"]),
  ])
  func studiesThatCannotBe(_ yaml: String, _ words: [String]) throws {
    let error = #expect(throws: ConfigurationError.self) { try load(yaml) }
    for word in words { #expect(error?.description.contains(word) == true, "\(error as Any)") }
  }

  @Test func aStudyThatIsNotThereIsRefused() {
    #expect(throws: ConfigurationError.self) { try Study.load(folder.file("none.yaml")) }
  }
}
