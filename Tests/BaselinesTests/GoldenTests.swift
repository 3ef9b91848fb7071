import Baselines
import Foundation
import Testing

/// The baselines against scikit-learn, on points that overlap.
@Suite struct GoldenTests {
  let golden: GoldenBaselines

  init() throws { golden = try GoldenBaselines.load() }

  @Test func supportVectorMachinesAgree() throws {
    for expected in golden.svm {
      let grid = SupportVectorMachine.Grid(
        penalties: [log2(expected.penalty)],
        gammas: [log2(expected.gamma * Double(golden.columns))],
        isRefined: false)
      let machine = try SupportVectorMachine(golden.training(), grid: grid, seed: 0)
      #expect(try machine.classes(of: golden.queries()) == expected.predicted)
      let vectors = try #require(machine.settings["supportVectors"])
      // Our solver stops at a coarser tolerance.
      #expect(abs(vectors - Double(expected.supportVectors)) <= 3)
    }
  }

  @Test func neighboursAgree() throws {
    for expected in golden.neighbours {
      let classifier = try NeighbourClassifier(
        golden.training(), choices: [expected.k], seed: 0)
      #expect(try classifier.classes(of: golden.queries()) == expected.predicted)
    }
  }

  @Test func spectralAnglesAgree() throws {
    let spectrum = { (value: Float) in abs(value) + golden.angles.offset }
    let mapper = SpectralAngleMapper(try golden.training(spectrum))
    #expect(try mapper.classes(of: golden.queries(spectrum)) == golden.angles.predicted)
  }

  /// Forests of different makers share no tree; their accuracy is what can agree.
  @Test func forestsAreAsGood() throws {
    let forest = try RandomForest(golden.training(), seed: 1, threads: 2)
    let found = try forest.classes(of: golden.queries())
    let accuracy =
      Double(zip(found, golden.testLabels).count { $0 == $1 }) / Double(found.count)
    let (least, most) = (
      try #require(golden.forestAccuracies.min()), try #require(golden.forestAccuracies.max())
    )
    #expect((least - 0.025...most + 0.025).contains(accuracy), "\(accuracy)")
  }

  @Test func principalComponentsAgree() throws {
    let features = try golden.training().features
    let all = try PrincipalComponents(of: features, share: 1, most: golden.columns)
    #expect(all.directions.rows == golden.columns)
    for (found, expected) in zip(all.directions.values, golden.components.directions) {
      #expect(abs(Double(found) - expected) < 1e-5)
    }
    let two = try PrincipalComponents(of: features, share: 1, most: 2)
    #expect(abs(two.share - golden.components.variances.prefix(2).reduce(0, +)) < 1e-6)
    // The least number that holds the share wanted.
    let half = try PrincipalComponents(of: features, share: 0.5, most: 6)
    let sums = golden.components.variances.indices.map {
      golden.components.variances[...$0].reduce(0, +)
    }
    #expect(half.directions.rows == (sums.firstIndex { $0 >= 0.5 } ?? 0) + 1)
  }

  @Test func reconstructionsAgree() throws {
    let image = GreyImage(
      rows: golden.image.rows, columns: golden.image.columns, values: golden.image.values)
    for (radius, expected) in golden.image.profiles {
      let radius = try #require(Int(radius))
      #expect(image.openedByReconstruction(radius: radius).values == expected.opened)
      #expect(image.closedByReconstruction(radius: radius).values == expected.closed)
    }
  }
}
