import Foundation
import MetricLearning
import Sampling
import Scenes
import TestSupport
import Testing
import Torch
import Training

@testable import Mapping

extension RandomWalkTests {
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
}
