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
  func random(_ rows: Int, _ columns: Int, _ classes: Int, seed: UInt64) -> WalkGround {
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
  func eliminated(_ ground: WalkGround) -> [Double] {
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
}
