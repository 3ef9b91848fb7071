import Episodes
import Foundation
import Parts
import Scenes
import TestSupport
import Testing
import Torch
import Training

/// Meta-training over scenes, and what is made of it.
@Suite struct MetaTrainingTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  static let yaml = """
    scenes:
      - simulated: {count: 2, classes: 5-6, rows: 40, columns: 40}
    grid: {from: 400, to: 2400, step: 100}
    network: {window: 3, width: 8, reduce: 8, scales: [1, 3], features: 16, factors: 8}
    ways: 3-4
    shots: 1-2
    queries: 3
    steps: 8
    checkpointEvery: 3
    """

  private func configuration(_ changes: String...) throws -> MetaConfiguration {
    try MetaConfiguration(yaml: Self.yaml, file: "meta.yaml", overrides: changes)
  }

  private func trainer(
    _ name: String, _ configuration: MetaConfiguration, resume: Bool = false
  ) throws -> MetaTrainer {
    try MetaTrainer(
      MetaFolder(folder.file(name)), configuration: configuration, file: nil, resume: resume,
      version: "test", commit: "test")
  }

  private func weights(_ name: String) throws -> [String: [Float]] {
    try MetaFolder(folder.file(name)).load().snapshot().mapValues { try $0.values(Float.self) }
  }

  @Test func aResumedTrainingGivesTheSameBits() throws {
    let whole = try trainer("whole", configuration())
    try whole.run()
    let expected = try weights("whole")
    // Stopped after a step that no checkpoint was due at, and again.
    let first = try trainer("parts", configuration())
    var steps = 0
    #expect(throws: TrainingInterrupted.self) {
      try first.run(watch: { steps = $0.step }, isInterrupted: { steps == 4 })
    }
    #expect(throws: SceneError.self) { try MetaFolder(folder.file("parts")).load() }
    let stored = try MetaConfiguration.load(
      path: MetaFolder(folder.file("parts")).configuration)
    #expect(try stored == configuration())
    try trainer("parts", stored, resume: true).run()
    #expect(try weights("parts") == expected)
    let card = try MetaFolder(folder.file("parts")).load().card
    #expect(card.episodes == 8 && 0...1 ~= card.accuracy)
    #expect(
      card.sources == ["2 simulated scenes of 40×40 pixels, 5 to 6 classes, sensors at random"])
    // Another seed is another training.
    try trainer("other", configuration("seed=5")).run()
    #expect(try weights("other") != expected)
  }

  @Test(arguments: ["leastSquares", "maml", "relation", "{name: snail, blocks: 2}"])
  func anyHeadIsTrained(_ head: String) throws {
    try trainer("run", configuration("head=\(head)", "steps=2")).run()
    #expect(try MetaFolder(folder.file("run")).load().card.episodes == 2)
  }

  /// A head that is named replaces the one before it, with its options.
  @Test func theLastHeadCounts() throws {
    let own = try configuration("head={name: leastSquares, scale: 10}", "head=maml")
    #expect(own.head == "maml")
    #expect(
      try configuration("head={name: leastSquares}", "head={scale: 10}").head
        == Part("leastSquares", ["scale": 10]))
  }

  @Test func realScenesTakePart() throws {
    let path = folder.file("scene.h5")
    try SceneSimulation(rows: 40, columns: 40, bands: 30, classes: 6).write(to: path)
    let own = try configuration(
      "scenes=[{file: \(path), without: [2]}, {simulated: {count: 1, classes: 5, rows: 40, "
        + "columns: 40}}]", "steps=4")
    try trainer("run", own).run()
    let sources = try MetaFolder(folder.file("run")).load().card.sources
    #expect(sources.count == 2)
    #expect(sources[0].hasPrefix("scene.h5: 5 classes, SHA-256 "))
  }

  @Test(arguments: [
    ("scenes=[]", "scenes"), ("ways=1", "from 2 to 1000"), ("shots=0", "from 1 to 10000"),
    ("ways=4-3", "two such as 5-16"), ("steps=0", "steps"), ("grid={from: 500, to: 400}", "grid"),
    ("head=prototypial", "did you mean `prototypical`?"), ("rat=1", "Did you mean `rate`?"),
    ("head={name: maml, steps: 0}", "whole number from 1"), ("network.window=4", "odd"),
    ("scenes=[{simulated: {cout: 3}}]", "Did you mean `count`?"),
    ("scenes=[{simulated: {classes: 2}}]", "at least the 3 ways"),
    ("scenes=[{simulated: {count: 0}}]", "from 1 to 100000"),
    ("scenes=[{fil: a.h5}]", "Did you mean `file`?"), ("rate=0", "above 0"),
  ]) func whatMakesNoSenseIsRefused(_ change: String, _ words: String) throws {
    let error = #expect(throws: ConfigurationError.self) { try configuration(change) }
    #expect("\(error.map { "\($0)" } ?? "")".contains(words), "\(error.map { "\($0)" } ?? "")")
  }

  @Test func scenesThatDoNotSuitAreRefused() throws {
    let dark = folder.file("dark.h5")
    var scene = TinyExperiment.twoHalves
    scene.hasWavelengths = false
    try scene.write(to: dark, as: Int16.self)
    let blue = folder.file("blue.h5")
    try TinyExperiment.twoHalves.write(to: blue, as: Int16.self)
    for (file, grid, words) in [
      (dark, 400, "does not say the wavelengths"), (blue, 1000, "no wavelengths in common"),
    ] {
      let own = try configuration("scenes=[{file: \(file)}]", "grid.from=\(grid)")
      let error = #expect(throws: SceneError.self) { try trainer("run", own) }
      #expect("\(error.map { "\($0)" } ?? "")".contains(words))
      #expect(!FileManager.default.fileExists(atPath: folder.file("run")))
    }
    // Two classes do for no episode of three.
    let few = try configuration("scenes=[{file: \(blue)}]", "grid={from: 400, to: 450, step: 10}")
    #expect(throws: EpisodeError.self) { try trainer("few", few) }
    #expect(!FileManager.default.fileExists(atPath: folder.file("few")))
  }

  @Test func aFolderInUseIsRefused() throws {
    try trainer("run", configuration("steps=1")).run()
    #expect(throws: SceneError.self) { try trainer("run", configuration()) }
  }
}
