import Foundation
import Sampling
import Scenes
import TestSupport
import Testing
import Torch
import Training

/// A meta-trained network taken to a scene.
@Suite struct AdaptPhaseTests {
  let tiny: TinyTraining
  let meta: MetaFolder

  init() throws {
    tiny = try TinyTraining()
    meta = MetaFolder(tiny.folder.file("meta"))
    try MetaTrainer(
      meta,
      configuration: MetaConfiguration(
        yaml: MetaTrainingTests.yaml, file: "meta.yaml", overrides: ["steps=2"]),
      file: nil, resume: false, version: "test", commit: "test"
    ).run()
  }

  private func configuration(_ changes: String...) throws -> Training.Configuration {
    try Configuration(
      yaml: """
        network: {window: 3, width: 8, reduce: 8, scales: [1, 3], features: 16, factors: 8}
        scene: {grid: {from: 400, to: 2400, step: 100}}
        split: {count: 5, validation: 0}
        pretrain: {epochs: 0}
        finetune: {epochs: 0}
        adapt: {from: "\(meta.path)"}
        """, file: "adapt.yaml", overrides: changes)
  }

  /// The network's weights are those of the meta-training, but for batch norm's statistics; the
  /// softmax layer is that of the prototypes.
  @Test func theModelIsThatOfTheMetaTraining() throws {
    let configuration = try configuration("network.dropout=0")
    try tiny.trainer("run", configuration).run()
    let model = try tiny.run("run").loadModel()
    let (own, learned) = (try model.snapshot(), try meta.load().snapshot())
    for entry in model.state where !entry.path.hasPrefix("classifier") {
      let found = try own[entry.path]?.values(Float.self)
      let expected = try learned[entry.path]?.values(Float.self)
      #expect((found == expected) == entry.isTrained, "\(entry.path)")
    }
    let known = try RunEmbeddings.load(tiny.run("run"), of: model)
    let weight = try model.classifier.weight.values(Float.self)
    let points = try known.train.embeddings.values(Float.self)
    for (row, entry) in model.card.classes.enumerated() {
      let members = known.trainClasses.indices.filter { known.trainClasses[$0] == entry.number }
      for factor in 0..<8 {
        let mean = members.reduce(Float(0)) { $0 + points[$1 * 8 + factor] } / Float(members.count)
        #expect(abs(weight[row * 8 + factor] - 2 * mean) < 1e-4 * max(1, abs(mean)))
      }
    }
    #expect(model.card.scene.grid == WavelengthGrid(from: 400, to: 2400, step: 100))
    // The same seed, the same bits.
    try tiny.trainer("again", configuration).run()
    #expect(try tiny.run("again").bytes(\.model) == tiny.run("run").bytes(\.model))
  }

  @Test func anotherHeadMakesTheLayer() throws {
    try tiny.trainer("run", configuration()).run()
    try tiny.trainer("other", configuration("adapt.head=leastSquares")).run()
    #expect(try tiny.run("other").bytes(\.model) != tiny.run("run").bytes(\.model))
  }

  /// Training goes on from an adapted network where the softmax phase has steps.
  @Test func softmaxGoesOn() throws {
    try tiny.trainer("run", configuration("pretrain.epochs=1", "pretrain.batch=8")).run()
    let record = try RunRecord.load(tiny.run("run"))
    #expect(record.history("adapt").hasEnded && record.history("pretrain").epochs.count == 1)
  }

  @Test func whatDoesNotFitIsRefused() throws {
    for (change, words) in [
      ("scene.grid={from: 400, to: 2400, step: 200}", "which reads 21 bands from 400 to 2400 nm"),
      ("network.window=5", "whose network is another"),
      ("adapt.head=nearest", "makes no softmax layer"),
      ("adapt.from=nowhere", "holds no meta-trained model"),
    ] {
      let error = #expect(throws: (any Error).self) {
        try tiny.trainer("run", configuration(change))
      }
      #expect("\(error.map { "\($0)" } ?? "")".contains(words), "\(change)")
      #expect(!FileManager.default.fileExists(atPath: tiny.run("run").path))
    }
    let plain = try Configuration(
      yaml: "adapt: {from: \"\(meta.path)\"}", file: "adapt.yaml", overrides: ["split.count=5"])
    let error = #expect(throws: ConfigurationError.self) { try tiny.trainer("run", plain) }
    #expect(error?.problem.contains("the scene has 12 bands of its own") == true)
  }
}
