import Foundation
import MetricLearning
import Sampling
import Scenes
import TestSupport
import Testing
import Torch
import Training

@testable import Mapping

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

  @Test(arguments: [(1, 1), (1, 6), (5, 1), (4, 7), (9, 8), (17, 19)])
  func solvedAsByElimination(_ rows: Int, _ columns: Int) {
    let ground = random(rows, columns, 3, seed: UInt64(rows * 10 + columns))
    let solved = WalkSolver(ground).solve(tolerance: 1e-5).values
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
    for (found, expected) in zip(WalkSolver(ground).solve().values, exact) {
      #expect(abs(Double(found) - expected) < 0.01)
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
    let scene = try Scene.open(folder.file("scene.h5"), descriptor: SceneDescriptor())
    let standardisation = Standardisation(
      mean: Array(repeating: 0, count: bands), deviation: Array(repeating: 1, count: bands))
    let guide = try WalkGuide(scene, standardisation, contrast: 2)
    let spectra = try WalkSpectra(scene, standardisation, rows: 0..<rows, columns: 0..<columns)
    let steps = guide.steps(
      guide.scores(spectra.values, isValid: spectra.isValid), rows: rows, columns: columns)
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

  /// Noise of one band that is strong but uncorrelated costs the guide one component; the two after
  /// it tell fields apart that differ in two more ways.
  @Test func threeComponentsGuide() throws {
    let folder = try TemporaryFolder()
    let (rows, columns, bands) = (24, 24, 30)
    var generator = SeededGenerator(seed: 5)
    try TinyScene(rows: rows, columns: columns, bands: bands)
      .write(to: folder.file("scene.h5"), as: Float.self) { values in
        for pixel in 0..<(rows * columns) {
          let (row, column) = (pixel / columns, pixel % columns)
          for band in 0..<bands {
            // Left and right differ most, in ten bands; upper and lower in ten others; and the two
            // diagonal quarters in the last ten, least.
            let (right, lower) = (column >= 12, row >= 12)
            let signal: Float =
              band < 10
              ? (right ? 4 : 0) : band < 20 ? (lower ? 3 : 0) : (right == lower ? 2 : 0)
            values[pixel * bands + band] = signal + 0.3 * Float(generator.uniform())
          }
        }
      }
    #expect(WalkGuide.components == 3)
    let scene = try Scene.open(folder.file("scene.h5"), descriptor: SceneDescriptor())
    let standardisation = Standardisation(
      mean: Array(repeating: 0, count: bands), deviation: Array(repeating: 1, count: bands))
    let guide = try WalkGuide(scene, standardisation, contrast: 2)
    let spectra = try WalkSpectra(scene, standardisation, rows: 0..<rows, columns: 0..<columns)
    let scores = guide.scores(spectra.values, isValid: spectra.isValid)
    // The four quarters, and by how much their means differ along each component.
    let quarters = (0..<4).map { quarter in
      (0..<(rows * columns)).filter {
        ($0 / columns >= 12 ? 2 : 0) + ($0 % columns >= 12 ? 1 : 0) == quarter
      }
    }
    for component in 0..<4 {
      let means = quarters.map { pixels in
        pixels.reduce(Float(0)) { $0 + scores[$1 * 4 + component] } / Float(pixels.count)
      }
      let spread = means.max()! - means.min()!
      #expect(component < 3 ? spread > 3 : spread == 0, "component \(component): \(spread)")
    }
  }

  /// One detector that failed turns no component to itself, however far off its value is.
  @Test func oneFaultyValueCountsAsTenDeviations() throws {
    let folder = try TemporaryFolder()
    let (rows, columns, bands) = (16, 16, 8)
    let score = { (value: Float) throws -> Float in
      var generator = SeededGenerator(seed: 7)
      try TinyScene(rows: rows, columns: columns, bands: bands)
        .write(to: folder.file("\(value).h5"), as: Float.self) { values in
          for index in values.indices { values[index] = Float(generator.uniform()) }
          values[(3 * columns + 4) * bands + 2] = value
        }
      let scene = try Scene.open(folder.file("\(value).h5"), descriptor: SceneDescriptor())
      let standardisation = Standardisation(
        mean: Array(repeating: 0, count: bands), deviation: Array(repeating: 1, count: bands))
      let guide = try WalkGuide(scene, standardisation, contrast: 2)
      let spectra = try WalkSpectra(scene, standardisation, rows: 3..<4, columns: 4..<5)
      return guide.scores(spectra.values, isValid: spectra.isValid)[0]
    }
    #expect(try score(1e9) == score(10))
    #expect(try score(8) != score(10))
  }

  @Test func reachGrowsAsTheNetworkSaysLess() {
    #expect(abs(RandomWalk.reach(prior: 0.001) - 54.772) < 0.01)
    #expect(abs(RandomWalk.reach(prior: 3) - 1) < 1e-6)
    // What a border says fades e times over the reach: a long strip whose left end is known.
    let columns = 200
    var ground = random(3, columns, 1, seed: 2)
    ground.areShares = false
    for index in ground.steps.indices where ground.steps[index] > 0 { ground.steps[index] = 1 }
    ground.priors = Array(repeating: 0, count: 3 * columns)
    ground.rates = Array(repeating: 0.01, count: 3 * columns)
    for row in 0..<3 {
      ground.rates[row * columns] = 100
      ground.priors[row * columns] = 1
    }
    ground.start = ground.priors
    let solved = WalkSolver(ground).solve(tolerance: 1e-5).values
    let fading = solved[columns + 30] / solved[columns + 60]
    // A strip of three rows has 7 steps to the sides a column in place of 9.
    #expect(abs(log(fading) - 30 / (RandomWalk.reach(prior: 0.01) * (7.0 / 9).squareRoot())) < 0.05)
  }

  /// Classes stop together: what is added to a pixel adds up to 0, whatever the rates.
  @Test(arguments: [Float(1), 1e-3, 1e-6])
  func probabilitiesAddUpToOne(_ prior: Float) {
    var ground = random(40, 50, 11, seed: 4)
    ground.rates = ground.rates.indices.map { $0 % 97 == 0 ? 100 : prior }
    for index in ground.steps.indices where index % 7 == 0 { ground.steps[index] *= 1e-5 }
    ground.start = ground.priors
    let solution = WalkSolver(ground).solve()
    #expect(solution.ending.steps < 25)
    for pixel in 0..<2000 {
      let row = solution.values[(pixel * 11)..<((pixel + 1) * 11)]
      #expect(abs(row.reduce(0, +) - 1) < 1e-5)
      #expect(row.allSatisfy { 0...1 ~= $0 })
    }
    let exact = WalkSolver(ground).solve(tolerance: 1e-6).values
    let worst = zip(solution.values, exact).map { abs($0 - $1) }.max() ?? 1
    #expect(worst < WalkSolver.tolerance, "\(worst)")
  }

  /// A limit of steps that is reached is an error that names what is left.
  @Test func aWalkThatDoesNotSettleIsTold() throws {
    var ground = random(40, 50, 4, seed: 6)
    ground.rates = ground.rates.indices.map { $0 % 97 == 0 ? 100 : 1e-4 }
    let cut = WalkSolver(ground).solve(limit: 2).ending
    #expect(!cut.isReached && cut.steps == 2 && cut.change > 0)
    let error = #expect(throws: WalkError.self) { try cut.require() }
    #expect(error?.description.contains("step 2 still changes a probability by") == true)
    #expect(error?.description.contains("\(cut.change)") == true)
    let whole = WalkSolver(ground).solve().ending
    #expect(whole.isReached && whole.steps > 2)
    try whole.require()
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
    let solved = WalkSolver(ground).solve().values
    for pixel in 0..<(rows * columns) {
      let own = pixel % columns < 5 ? 0 : 1
      #expect(solved[pixel * 2 + own] > 0.9, "pixel \(pixel)")
    }
  }

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
