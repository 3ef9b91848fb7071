import Classical
import Foundation
import Networks
import Sampling
import Scenes
import TestSupport
import Testing
import Torch
import Training

@testable import Mapping

/// Walks guided by what a network makes of pixels in place of their spectra.
@Suite(.serialized) struct EmbeddingGuideTests {
  private func trained(in folder: TemporaryFolder) throws -> FinishedRun {
    let path = folder.file("scene.h5")
    try TinyExperiment.writeScene(path)
    let configuration = try Configuration(
      yaml: TinyExperiment.configuration, file: "tiny.yaml", overrides: ["finetune.epochs=0"])
    let run = RunFolder(folder.file("run"))
    try Trainer(
      run, configuration: configuration, scenePath: path, resume: false, device: .cpu,
      commit: "test", version: "test", watch: { _ in }, isInterrupted: { false }
    ).run()
    return try FinishedRun(run, device: .cpu)
  }

  /// The scores are the directions in which embeddings of unit length vary most, but for the rows that
  /// the sample holds twice.
  @Test func theGuideHoldsTheDirectionsOfEmbeddings() throws {
    let folder = try TemporaryFolder()
    let run = try trained(in: folder)
    let (rows, columns) = (run.scene.shape.rows, run.scene.shape.columns)
    let scores = try WalkScores(run.scene, embeddedBy: run.model, contrast: 2, device: .cpu)
    let found = try scores.spool.read(rows: 0..<rows, columns: 0..<columns)
    let all = try SceneClassifier(run.model)
      .classify(run.scene, featuresOf: Array(0..<(rows * columns)))
    let width = run.model.card.factors
    let points = try #require(all.features).embeddings.to(.float64)
    #expect(points.shape == [rows * columns, width])
    let unit = try points / points.norm(p: 2, along: 1, keep: true)
    var moments = try Moments(width: width)
    try moments.add(unit)
    let axes = try PCA().fit(moments).map.matrix
    for index in 0..<3 {
      let direction = try axes.slice(0, index..<index + 1).transposed()
      let expected = try unit.times(direction).values(Double.self)
      let own = expected.indices.map { Double(found[$0 * WalkGuide.width + index]) }
      let same = zip(own, expected).map { abs($0 - $1) }.max() ?? 1
      let turned = zip(own, expected).map { abs($0 + $1) }.max() ?? 1
      #expect(min(same, turned) < 1e-2, "component \(index): \(same)")
    }
  }

  @Test func walkersAreGuidedByIt() throws {
    let folder = try TemporaryFolder()
    let run = try trained(in: folder)
    let labels = try run.trainingLabels()
    func walked(_ guide: Model?) throws -> WalkedMap.Walked {
      try WalkedMap(
        run.model, RandomWalk(), labels: labels, guide: guide, device: .cpu
      ).classify(run.scene, featuresOf: [])
    }
    let (spectra, embedding) = (try walked(nil), try walked(run.model))
    #expect(spectra.confidence != embedding.confidence)
    #expect(embedding.confidence == (try walked(run.model)).confidence)
    #expect(embedding.network.map.values == spectra.network.map.values)
    for (pixel, label) in labels { #expect(embedding.map.values[pixel] == label) }
    var section = run.configuration.map
    #expect(try run.folder.guide(section, of: run.model, device: .cpu).map { _ in true } == nil)
    section.guide = .embedding
    #expect(try run.folder.guide(section, of: run.model, device: .cpu).map { _ in true } == true)
  }
}
