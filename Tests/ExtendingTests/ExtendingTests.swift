import Foundation
import Parts
import Scenes
import TestSupport
import Testing
import Torch

@testable import Baselines
@testable import Mapping
@testable import MetricLearning
@testable import Networks
@testable import Sampling
@testable import Training

/// The examples of Documentation/extending.md: they stand there as they are here, and they work.
@Suite struct ExtendingTests {
  private let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../..").standardizedFileURL

  private func text(_ path: String) throws -> String {
    try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
  }

  /// Each block of code is an example's file without its imports, and each example is shown.
  @Test func theDocumentationShowsTheExamples() throws {
    let page = try text("Documentation/extending.md")
    let blocks = Set(
      page.components(separatedBy: "```swift\n").dropFirst().map {
        $0.components(separatedBy: "```")[0].trimmingCharacters(in: .whitespacesAndNewlines)
      })
    let folder = root.appendingPathComponent("Tests/ExtendingTests/Examples").path
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
    #expect(names.count == 8)
    for name in names {
      let lines = try text("Tests/ExtendingTests/Examples/\(name)").split(
        separator: "\n", omittingEmptySubsequences: false)
      let code = lines.filter { !$0.contains("import ") }.joined(separator: "\n")
      #expect(blocks.contains(code.trimmingCharacters(in: .whitespacesAndNewlines)), "\(name)")
    }
    #expect(blocks.count == names.count)
  }

  /// The page names the list that each line goes into; it is there.
  @Test func theListsAreWhereThePageSays() throws {
    let page = try text("Documentation/extending.md")
    let lines = page.split(separator: "\n").filter { $0.hasPrefix("Its line: ") }
    #expect(lines.count == 8)
    for line in lines {
      let found = try #require(
        line.wholeMatch(of: #/Its line: `(.+),` in `(.+)` \((Sources/[\w/]+\.swift)\)\./#),
        "\(line)")
      let list = String(found.2.split(separator: ".").last ?? "")
      #expect(try text(String(found.3)).contains("let \(list): ["), "\(line)")
    }
  }

  @Test func aLossAndAMinerTrain() throws {
    let generator = try RandomGenerator(seed: 1)
    let points = try generator.normal([12, 4]).requiringGradient()
    let labels = try Tensor((0..<12).map { Int64($0 % 3) })
    let loss = try BinomialDevianceLoss.kind.make(
      LossParts(
        values: BinomialDevianceLoss.kind.values(["scale": 3]), distance: nil, reducer: nil,
        features: 4, classes: 3, generator: generator))
    let miner = try NearNegativesMiner.kind.make(
      "nearNegatives", features: 4, device: .cpu)
    let mined = MinedLoss(try #require(loss as? any PairLoss), miner: miner)
    let before = try mined(points, labels).item()
    let optimiser = try AdamW([StateEntry(path: "points", tensor: points)])
    for _ in 0..<60 {
      try mined(points, labels).backward()
      try optimiser.step(rate: 0.05)
    }
    #expect(try mined(points, labels).item() < 0.5 * before)
    #expect(throws: PartError.self) { try BinomialDevianceLoss.kind.values(["margin": 3]) }
  }

  @Test func aNetworkIsRunPatchByPatch() throws {
    let design = NetworkDesign(
      kind: MeanSpectrumNetwork.kind, bands: 6, window: 3, features: 5, dropout: 0,
      options: ["width": 7])
    let generator = try RandomGenerator(seed: 2)
    let network = try makeNetwork(design, generator: generator)
    let tile = try generator.normal([1, 5, 6, 6])
    let dense = try network.features(tile, .inference)
    #expect(dense.shape == [1, 3, 4, 5])
    let patch = try tile.slice(1, 1..<4).slice(2, 2..<5)
    let alone: [Float] = try network.features(patch, .inference).values()
    let there: [Float] = try dense.slice(1, 1..<2).slice(2, 2..<3).values()
    #expect(zip(alone, there).allSatisfy { abs($0 - $1) < 1e-5 })
  }

  @Test func aPhaseTrainsItsPartOfTheModel() throws {
    let folder = try TemporaryFolder()
    let scene = folder.file("scene.h5")
    try TinyExperiment.writeScene(scene)
    let configuration = try Configuration(
      yaml: TinyExperiment.configuration, file: "tiny.yaml", overrides: [])
    let ground = try TrainingGround(configuration, scenePath: scene, version: "test")
    let start = PhaseStart(
      model: try Model(ground.card, seed: 1), data: ground.data, seed: 1, device: .cpu, file: scene)
    let network = try start.model.network.snapshot()
    var section = HeadSection(.default)
    section.epochs = 4
    let stepper = try PhaseStepper(section, on: start)
    let losses = try (0..<stepper.phase.length.steps).map {
      try stepper.update(step: $0, rate: 0.01).loss
    }
    #expect(losses[losses.count - 1] < losses[0])
    for (path, tensor) in try start.model.network.snapshot() {
      let before: [Float] = try #require(network[path]).to(.float32).values()
      #expect(try tensor.to(.float32).values() == before, "\(path)")
    }
  }

  @Test func aReaderReadsASceneAndRefusesWhatIsNone() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("scene.txt")
    try "CUBE 2 3 2\n1 2  3 4  5 6\n7 8  9 10  11 12\n".write(
      toFile: path, atomically: true, encoding: .utf8)
    let values = try readPlainText(path)
    #expect(values == (1...12).map { Float($0) })
    try "CUBE 2 3 2\n1 2 3".write(toFile: path, atomically: true, encoding: .utf8)
    #expect(throws: SceneError.self) { try readPlainText(path) }
  }

  @Test func aWriterWritesAMap() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("map.txt")
    let classes = ClassTable(
      entries: [11, 40].map { ClassTable.Entry(code: $0, name: "class \($0)") })
    let layout = MapLayout(rows: 2, columns: 3, classes: classes)
    let writer = try TextMapWriter(path: path, layout: layout)
    let rows: [UInt16] = [1, 2, 0, 2, 2, 1]
    try rows.withUnsafeBufferPointer { try writer.write(rows: 0..<2, classes: $0, confidence: nil) }
    try writer.finish()
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "11 40 0\n40 40 11\n")
    #expect(MapFormat.text.features.isEmpty && MapFormat.text.extensions == ["txt"])
  }

  @Test func aSplitKeepsItsSidesApart() throws {
    let labels = LabelMap(
      rows: 4, columns: 20, values: (0..<80).map { UInt16($0 % 2 + 1) })
    let split = try HalvesSplit(share: 0.5, window: 3).split(labels: labels, seed: 1)
    #expect((split.train + split.validation).allSatisfy { $0 % 20 <= 7 })
    #expect(split.test.allSatisfy { $0 % 20 >= 10 })
    #expect(throws: PartError.self) {
      try HalvesSplit.kind.validate(["share": 2], window: 3)
    }
  }

  @Test func aBaselineLearnsClasses() throws {
    let features = FeatureMatrix(columns: 2, values: [0, 0, 1, 1, 8, 9, 9, 8])
    let training = try LabelledFeatures(features, labels: [1, 1, 2, 2])
    let classifier = try BoxClassifier.kind.fit(training, seed: 0, threads: 1)
    #expect(
      try classifier.classes(of: FeatureMatrix(columns: 2, values: [0.5, 0.2, 8.5, 8.1]))
        == [1, 2])
  }
}
