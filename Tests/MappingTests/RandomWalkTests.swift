import Foundation
import Mapping
import MetricLearning
import Sampling
import Scenes
import TestSupport
import Testing
import Torch
import Training

/// Random walks over the network's probabilities.
@Suite(.serialized) struct RandomWalkTests {
  private func random(_ rows: Int, _ columns: Int, _ classes: Int, seed: UInt64) -> WalkGround {
    var generator = SeededGenerator(seed: seed)
    var priors: [Float] = []
    for _ in 0..<(rows * columns) {
      let values = (0..<classes).map { _ in Float(generator.uniform()) }
      priors += values.map { $0 / values.reduce(0, +) }
    }
    var steps = [Float](repeating: 0, count: rows * columns * 4)
    for pixel in 0..<(rows * columns) {
      for (index, (down, right)) in WalkGround.neighbours.enumerated()
      where pixel / columns + down < rows && 0..<columns ~= pixel % columns + right {
        steps[pixel * 4 + index] = Float(generator.uniform())
      }
    }
    return WalkGround(
      rows: rows, columns: columns, classes: classes, priors: priors,
      rates: (0..<(rows * columns)).map { _ in Float(0.01 + generator.uniform()) }, steps: steps)
  }

  /// (L + Γ) x = Γ p by elimination.
  private func eliminated(_ ground: WalkGround) -> [Double] {
    let (count, classes) = (ground.rows * ground.columns, ground.classes)
    var matrix = [[Double]](repeating: Array(repeating: 0, count: count + classes), count: count)
    for i in 0..<count {
      matrix[i][i] += Double(ground.rates[i])
      for c in 0..<classes {
        matrix[i][count + c] = Double(ground.rates[i] * ground.priors[i * classes + c])
      }
      for (index, (down, right)) in WalkGround.neighbours.enumerated() {
        let weight = Double(ground.steps[i * 4 + index])
        guard weight > 0 else { continue }
        let j = i + down * ground.columns + right
        matrix[i][i] += weight
        matrix[j][j] += weight
        matrix[i][j] -= weight
        matrix[j][i] -= weight
      }
    }
    for k in 0..<count {
      for i in 0..<count where i != k && matrix[i][k] != 0 {
        let factor = matrix[i][k] / matrix[k][k]
        for j in k..<(count + classes) { matrix[i][j] -= factor * matrix[k][j] }
      }
    }
    return (0..<count).flatMap { i in (0..<classes).map { matrix[i][count + $0] / matrix[i][i] } }
  }

  @Test(arguments: [(1, 1), (1, 6), (5, 1), (4, 7), (9, 8)])
  func solvedAsByElimination(_ rows: Int, _ columns: Int) {
    let ground = random(rows, columns, 3, seed: UInt64(rows * 10 + columns))
    let solved = WalkSolver(ground).solve(tolerance: 1e-6)
    for (found, expected) in zip(solved, eliminated(ground)) {
      #expect(abs(Double(found) - expected) < 1e-4)
    }
    for pixel in 0..<(rows * columns) {
      #expect(abs(solved[(pixel * 3)..<(pixel * 3 + 3)].reduce(0, +) - 1) < 1e-4)
    }
  }

  /// Half of the ground labelled, where walkers are caught at a hundred thousand times the rate of
  /// the network's word: what labels weigh in sums must not end the solving before they arrive.
  @Test func labelsFarAwayArrive() {
    let (rows, columns) = (6, 40)
    var ground = random(rows, columns, 2, seed: 1)
    ground.priors = (0..<(rows * columns)).flatMap { _ -> [Float] in [0.6, 0.4] }
    ground.rates = Array(repeating: 0.001, count: rows * columns)
    for index in ground.steps.indices where ground.steps[index] > 0 { ground.steps[index] = 1 }
    for pixel in 0..<(rows * columns) where pixel % columns < columns / 2 {
      ground.rates[pixel] = 100
      ground.priors[pixel * 2] = 0
      ground.priors[pixel * 2 + 1] = 1
    }
    let exact = eliminated(ground)
    // All but one in twenty walkers from the far end are caught by the labels.
    #expect((0.9...0.99).contains(exact[exact.count - 1]), "\(exact[exact.count - 1])")
    for (found, expected) in zip(WalkSolver(ground).solve(), exact) {
      #expect(abs(Double(found) - expected) < 0.03)
    }
  }

  /// Two fields that differ in each of 40 bands by as much as the noise of two neighbours, and one
  /// pixel whose detector failed.
  @Test func stepsAcrossABorderAreRareInNoise() throws {
    let folder = try TemporaryFolder()
    let (rows, columns, bands) = (24, 20, 40)
    var generator = SeededGenerator(seed: 3)
    // The sum of twelve uniform numbers: nearly normal, of variance 1.
    let noise = { (0..<12).reduce(-6.0) { sum, _ in sum + generator.uniform() } }
    try TinyScene(rows: rows, columns: columns, bands: bands)
      .write(to: folder.file("scene.h5"), as: Float.self) { values in
        for index in values.indices {
          let isRight = index / bands % columns >= 10
          values[index] = Float(noise() + (isRight ? 1.5 : 0))
        }
        values[(5 * columns + 4) * bands + 7] = 1e9
      }
    let guide = try WalkGuide(
      Scene.open(folder.file("scene.h5"), descriptor: SceneDescriptor()),
      Standardisation(
        mean: Array(repeating: 0, count: bands), deviation: Array(repeating: 1, count: bands)),
      contrast: 2)
    let steps = try guide.steps(rows: 0..<rows, columns: 0..<columns)
    var (within, across): ([Float], [Float]) = ([], [])
    for row in 0..<rows {
      for column in 0..<(columns - 1) {
        let step = steps[(row * columns + column) * 4]
        if column == 9 { across.append(step) } else { within.append(step) }
      }
    }
    let mean = { (steps: [Float]) in steps.reduce(0, +) / Float(steps.count) }
    #expect(mean(within) > 0.1)
    #expect(mean(across) < 0.01 * mean(within), "\(mean(across)) against \(mean(within))")
  }

  @Test func reachGrowsAsTheNetworkSaysLess() {
    #expect(RandomWalk.reach(prior: 0.01) == 30)
    #expect(RandomWalk.reach(prior: 0.001) == 95)
    #expect(RandomWalk.reach(prior: 1e-6) == 256)
    #expect(RandomWalk.reach(prior: 1e6) == 1)
  }

  /// Two fields of unlike spectra: one label in each, and a network that knows nothing.
  @Test func labelsFillTheirFieldAndStopAtItsBorder() {
    let (rows, columns) = (9, 12)
    var ground = random(rows, columns, 2, seed: 1)
    ground.priors = Array(repeating: 0.5, count: rows * columns * 2)
    ground.rates = Array(repeating: 0.001, count: rows * columns)
    for pixel in 0..<(rows * columns) {
      for (index, (down, right)) in WalkGround.neighbours.enumerated() {
        let column = pixel % columns
        guard pixel / columns + down < rows, 0..<columns ~= column + right else {
          ground.steps[pixel * 4 + index] = 0
          continue
        }
        let crosses = (column < 5) != (column + right < 5)
        ground.steps[pixel * 4 + index] = crosses ? 1e-6 : 1
      }
    }
    for (pixel, label) in [(3 * columns + 1, 0), (6 * columns + 9, 1)] {
      ground.rates[pixel] = 100
      ground.priors[pixel * 2 + label] = 1
      ground.priors[pixel * 2 + 1 - label] = 0
    }
    let solved = WalkSolver(ground).solve()
    for pixel in 0..<(rows * columns) {
      let own = pixel % columns < 5 ? 0 : 1
      #expect(solved[pixel * 2 + own] > 0.9, "pixel \(pixel)")
    }
  }

  /// The map of a run as `facet classify` has it written.
  private func writtenMap(
    of run: FinishedRun, _ labels: [Int: UInt16]
  ) throws -> (classes: [UInt16], confidence: [Float]) {
    final class Memory: MapWriter {
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
    let memory = Memory()
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
    let walked = { (prior: Float?, labels: [Int: UInt16], judges: [Int], side: Int) in
      try WalkedMap(
        run.model, RandomWalk(prior: prior), labels: labels, judges: judges, device: .cpu,
        side: side, margin: 30
      ).classify(run.scene, embeddingsOf: [])
    }
    let right = try RandomWalk.priors.map { prior in
      let map = try walked(prior, training, [], 512).map
      return judges.count { map.values[$0] == labels[$0] }
    }
    // Else any choice would do.
    #expect(Set(right).count > 1, "\(right)")
    let best = RandomWalk.priors.indices.filter { right[$0] == right.max() }
    let expected = RandomWalk.priors[best[(best.count - 1) / 2]]
    // Whole, and as four tiles.
    for side in [512, 12] {
      let chosen = try walked(nil, labels, judges, side)
      #expect(chosen.prior == expected)
      #expect(try chosen.map.values == walked(expected, labels, [], side).map.values)
    }
    #expect(try walked(nil, labels, [], 512).prior == RandomWalk.usual)
    // A pixel without a label judges nothing.
    #expect(try walked(nil, training, judges, 512).prior == RandomWalk.usual)
    #expect(try walked(0.5, labels, judges, 512).prior == 0.5)
  }

  @Test func howItIsCutUpChangesNoClassAndLabelsStand() throws {
    let folder = try TemporaryFolder()
    let finished = try trainedRun(in: folder)
    let labels = try finished.trainingLabels()
    #expect(Set(labels.keys) == Set(finished.split.train + finished.split.validation))
    let walked = { (side: Int, margin: Int) in
      try WalkedMap(
        finished.model, RandomWalk(), labels: labels, device: .cpu, side: side, margin: margin
      ).classify(finished.scene, embeddingsOf: [3, 40])
    }
    let whole = try walked(512, 48)
    // One pass of the network gives both maps, to the bit what each gives by itself.
    let alone = try SceneClassifier(finished.model).classify(
      finished.scene, embeddingsOf: [3, 40])
    #expect(whole.network.map.values == alone.map.values)
    #expect(whole.network.nearest == alone.nearest)
    #expect(whole.network.pixels == [3, 40] && whole.network.embeddings == alone.embeddings)
    let direct = try writtenMap(of: finished, labels)
    #expect(whole.map.values == direct.classes && whole.confidence == direct.confidence)
    #expect(whole.map.values != alone.map.values)
    for (pixel, label) in labels { #expect(whole.map.values[pixel] == label) }
    #expect(whole.confidence.allSatisfy { 0...1 ~= $0 })
    let cut = try walked(9, 24)
    let changed = zip(cut.map.values, whole.map.values).count { $0 != $1 }
    #expect(changed == 0)
    let threads = Engine.threads
    defer { try? Engine.setThreads(threads) }
    try Engine.setThreads(1)
    #expect(try walked(512, 48).map.values == whole.map.values)
  }
}
