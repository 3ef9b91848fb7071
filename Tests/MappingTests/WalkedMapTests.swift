import Foundation
import MetricLearning
import Sampling
import Scenes
import TestSupport
import Testing
import Torch
import Training

@testable import Mapping

/// Maps of trained runs, walked.
@Suite(.serialized) struct WalkedMapTests {
  /// The map of a run as `facet classify` has it written.
  private func writtenMap(
    of run: FinishedRun, _ labels: [Int: UInt16]
  ) throws -> (classes: [UInt16], confidence: [Float]) {
    let memory = MemoryMap()
    try WalkedMap(run.model, RandomWalk(), labels: labels, device: .cpu).classify(
      run.scene, into: memory, confidence: true, progress: { _, _ in }, isInterrupted: { false })
    return (memory.classes, memory.confidence)
  }

  private func trainedRun(in folder: TemporaryFolder) throws -> FinishedRun {
    try TinyExperiment.writeScene(folder.file("scene.h5"))
    try TinyExperiment.writeConfiguration(folder)
    let run = RunFolder(folder.file("run"))
    let trainer = try Trainer(
      run, configuration: Configuration.load(path: folder.file("tiny.yaml")),
      scenePath: folder.file("scene.h5"), resume: false, device: .cpu, commit: "", version: "",
      watch: { _ in }, isInterrupted: { false })
    try trainer.run(through: "pretrain")
    return try FinishedRun(run, device: .cpu)
  }

  @Test func validationPixelsChooseThePrior() throws {
    let folder = try TemporaryFolder()
    let run = try trainedRun(in: folder)
    let training = try run.trainingLabels()
    let judges = Array(run.split.test.prefix(60))
    let labels = training.merging(judges.map { ($0, run.labels.values[$0]) }) { $1 }
    let walked = { (prior: Float?, labels: [Int: UInt16], judges: [Int], side: Int?) in
      try WalkedMap(
        run.model, RandomWalk(prior: prior), labels: labels, judges: judges, device: .cpu,
        side: side
      ).classify(run.scene, featuresOf: [])
    }
    let right = try RandomWalk.priors.map { prior in
      let map = try walked(prior, training, [], nil).map
      return judges.count { map.values[$0] == labels[$0] }
    }
    // Else any choice would do.
    #expect(Set(right).count > 1, "\(right)")
    let best = RandomWalk.priors.indices.filter { right[$0] == right.max() }
    let expected = RandomWalk.priors[best[(best.count - 1) / 2]]
    // Whole, and as four tiles.
    for side in [nil, 12] {
      let chosen = try walked(nil, labels, judges, side)
      #expect(chosen.choice.prior == expected)
      #expect(chosen.choice.judges == 60)
      #expect(
        chosen.choice.rightAlone == judges.count { chosen.network.map.values[$0] == labels[$0] })
      let used =
        chosen.choice.isUsed ? try walked(expected, labels, [], side).map : chosen.network.map
      #expect(chosen.map.values == used.values)
    }
    #expect(try walked(nil, labels, [], nil).choice.prior == RandomWalk.usual)
    // A pixel without a label judges nothing.
    #expect(try walked(nil, training, judges, nil).choice.prior == RandomWalk.usual)
    #expect(try walked(0.5, labels, judges, nil).choice.prior == 0.5)
    // The four tiles with most pixels judge.
    let few = try walked(nil, labels, judges, 4)
    let columns = run.scene.shape.columns
    let tiles = Dictionary(grouping: judges) { [$0 / columns / 4, $0 % columns / 4] }
    #expect(tiles.count > 4)
    #expect(few.choice.judges == tiles.values.map(\.count).sorted(by: >).prefix(4).reduce(0, +))
  }

  /// Labels that are wrong lead walks astray: validation pixels notice, and the network's map stands.
  @Test func aWalkThatMakesTheMapWorseIsNotUsed() throws {
    let folder = try TemporaryFolder()
    let run = try trainedRun(in: folder)
    let alone = try SceneClassifier(run.model).classify(run.scene)
    let judges = Array(run.split.test.prefix(60))
    // What the network says counts as true; the labels say another class everywhere.
    let truth = judges.map { ($0, alone.map.values[$0]) }
    let others = run.model.card.classes.map { UInt16($0.number) }
    let wrong = run.split.train.map { pixel in
      (pixel, others.first { $0 != alone.map.values[pixel] } ?? 1)
    }
    let labels = Dictionary(uniqueKeysWithValues: truth + wrong)
    let map = WalkedMap(run.model, RandomWalk(), labels: labels, judges: judges, device: .cpu)
    let walked = try map.classify(run.scene, featuresOf: [])
    #expect(!walked.choice.isUsed)
    #expect(walked.choice.rightAlone == 60 && walked.choice.rightWalked <= 60)
    #expect(walked.map.values == alone.map.values && walked.confidence == alone.confidence)
    #expect(walked.caughtByLabels == nil)
    #expect(
      walked.choice.statement?.hasPrefix("The random walk is not used: of 60 validation") == true)
    let written = MemoryMap()
    let outcome = try map.classify(
      run.scene, into: written, confidence: true, progress: { _, _ in }, isInterrupted: { false })
    #expect(outcome.choice == walked.choice)
    #expect(written.classes == alone.map.values && written.confidence == alone.confidence)
    // Right labels and no doubt: the walk is used, and says so.
    let right = Dictionary(
      uniqueKeysWithValues: (judges + run.split.train).map { ($0, run.labels.values[$0]) })
    let used = try WalkedMap(
      run.model, RandomWalk(), labels: right, judges: judges, device: .cpu
    ).classify(run.scene, featuresOf: [])
    #expect(used.choice.isUsed == (used.choice.rightWalked >= used.choice.rightAlone))
  }

  @Test func howItIsCutUpChangesNoClassAndLabelsStand() throws {
    let folder = try TemporaryFolder()
    let finished = try trainedRun(in: folder)
    let labels = try finished.trainingLabels()
    #expect(Set(labels.keys) == Set(finished.split.train + finished.split.validation))
    let walked = { (side: Int?, margin: Int?) in
      try WalkedMap(
        finished.model, RandomWalk(), labels: labels, device: .cpu, side: side, margin: margin
      ).classify(finished.scene, featuresOf: [3, 40])
    }
    let whole = try walked(nil, nil)
    // One pass of the network gives both maps, to the bit what each gives by itself.
    let alone = try SceneClassifier(finished.model).classify(
      finished.scene, featuresOf: [3, 40])
    #expect(whole.network.map.values == alone.map.values)
    #expect(whole.network.nearest == alone.nearest)
    #expect(whole.network.pixels == [3, 40])
    let features = try [whole.network, alone].map { try #require($0.features) }
    for values in [features.map(\.embeddings), features.map(\.responses)] {
      #expect(try values[0].values(Float.self) == values[1].values(Float.self))
    }
    let direct = try writtenMap(of: finished, labels)
    #expect(whole.map.values == direct.classes && whole.confidence == direct.confidence)
    #expect(whole.map.values != alone.map.values)
    for (pixel, label) in labels { #expect(whole.map.values[pixel] == label) }
    #expect(whole.confidence.allSatisfy { 0...1 ~= $0 })
    // Tiles far smaller than walkers go (55 pixels), with hardly a margin: they settle nevertheless.
    let cut = try walked(9, 3)
    let differences = zip(cut.confidence, whole.confidence).map { abs($0 - $1) }
    #expect(differences.max()! < WalkSolver.tolerance, "\(differences.max()!)")
    let threads = Engine.threads
    defer { try? Engine.setThreads(threads) }
    try Engine.setThreads(1)
    #expect(try walked(nil, nil).map.values == whole.map.values)
  }
}

/// Keeps a map.
private final class MemoryMap: MapWriter {
  var classes: [UInt16] = []
  var confidence: [Float] = []

  func write(
    rows: Range<Int>, classes: UnsafeBufferPointer<UInt16>,
    confidence: UnsafeBufferPointer<Float>?
  ) {
    self.classes += classes
    self.confidence += confidence.map(Array.init) ?? []
  }
  func finish() {}
  func abandon() {}
}
