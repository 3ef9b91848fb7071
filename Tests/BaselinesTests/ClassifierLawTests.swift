import Baselines
import Foundation
import Parts
import Scenes
import Testing

/// What every baseline must do.
@Suite struct ClassifierLawTests {
  /// Label propagation fits nothing.
  private static let classifiers = BaselineKind.all.filter(\.hasClassifier)

  /// Three classes, numbered with gaps, around directions that even an angle tells apart.
  private func separable(_ count: Int, seed: UInt64) -> (features: FeatureMatrix, labels: [Int]) {
    var generator = SeededGenerator(seed: seed)
    let centres: [[Float]] = [[9, 1, 1, 4], [1, 9, 1, 4], [1, 1, 9, 4]]
    var values: [Float] = []
    var labels: [Int] = []
    for index in 0..<count {
      let place = index % 3
      values += centres[place].map { $0 + Float(generator.uniform()) - 0.5 }
      labels.append([1, 4, 7][place])
    }
    return (FeatureMatrix(columns: 4, values: values), labels)
  }

  private func overlapping() throws -> (training: LabelledFeatures, queries: FeatureMatrix) {
    let golden = try GoldenBaselines.load()
    return (try golden.training { abs($0) + 1 }, golden.queries { abs($0) + 1 })
  }

  @Test(arguments: classifiers)
  func separableClassesAreLearnt(_ method: BaselineKind) throws {
    let (features, labels) = separable(60, seed: 1)
    let fitted = try method.fit(LabelledFeatures(features, labels: labels), seed: 0, threads: 1)
    let (queries, truth) = separable(90, seed: 2)
    #expect(try fitted.classes(of: queries) == truth)
    #expect(try fitted.classes(of: FeatureMatrix(columns: 4, values: [])) == [])
  }

  @Test(arguments: classifiers)
  func theSeedAloneDecides(_ method: BaselineKind) throws {
    let (training, queries) = try overlapping()
    let first = try method.fit(training, seed: 5, threads: 1)
    let second = try method.fit(training, seed: 5, threads: 3)
    #expect(try first.classes(of: queries) == second.classes(of: queries))
    #expect(first.settings == second.settings)
  }

  @Test func anotherSeedGrowsAnotherForest() throws {
    let (training, queries) = try overlapping()
    let found = try (0..<4).map { seed in
      try RandomForest(training, trees: 10, seed: seed).classes(of: queries)
    }
    #expect(Set(found).count > 1)
  }

  @Test(arguments: classifiers)
  func rowsAreClassifiedAlone(_ method: BaselineKind) throws {
    let (training, queries) = try overlapping()
    let fitted = try method.fit(training, seed: 0, threads: 1)
    let together = try fitted.classes(of: queries)
    let order = Array((0..<queries.rows).reversed())
    #expect(try fitted.classes(of: queries.selecting(order)) == together.reversed())
    #expect(try fitted.classes(of: queries.selecting([17])) == [together[17]])
  }

  /// A forest draws features and rows by their place, so that it is left out.
  @Test(arguments: ["svm", "knn", "sam"].compactMap(BaselineKind.find))
  func theOrderOfBandsIsNothing(_ method: BaselineKind) throws {
    let (training, queries) = try overlapping()
    let order = [3, 0, 5, 1, 4, 2]
    let shuffled = { (matrix: FeatureMatrix) in
      FeatureMatrix(
        columns: 6,
        values: (0..<matrix.rows).flatMap { row in
          order.map { matrix.values[row * 6 + $0] }
        })
    }
    let fitted = try method.fit(training, seed: 0, threads: 1)
    let other = try method.fit(
      LabelledFeatures(shuffled(training.features), labels: training.labels), seed: 0, threads: 1)
    #expect(try fitted.classes(of: queries) == other.classes(of: shuffled(queries)))
  }

  /// Folds are drawn by the rows' places: what they choose is given here.
  @Test func theOrderOfRowsIsNothing() throws {
    let (training, queries) = try overlapping()
    let order = training.labels.indices.sorted { ($0 * 37 % 120, $0) < ($1 * 37 % 120, $1) }
    let other = try LabelledFeatures(
      training.features.selecting(order), labels: order.map { training.labels[$0] })
    let grid = SupportVectorMachine.Grid(penalties: [3], gammas: [0], isRefined: false)
    let makers: [(LabelledFeatures) throws -> any Classifier] = [
      { try SupportVectorMachine($0, grid: grid, seed: 0) },
      { try NeighbourClassifier($0, choices: [1], seed: 0) }, { SpectralAngleMapper($0) },
    ]
    for make in makers {
      #expect(try make(training).classes(of: queries) == make(other).classes(of: queries))
    }
  }

  @Test(arguments: classifiers)
  func otherColumnsAreRefused(_ method: BaselineKind) throws {
    let (features, labels) = separable(30, seed: 1)
    let fitted = try method.fit(LabelledFeatures(features, labels: labels), seed: 0, threads: 1)
    #expect(throws: BaselineError.self) {
      try fitted.classes(of: FeatureMatrix(columns: 3, values: [1, 2, 3]))
    }
  }

  @Test func whatCannotBeLearntIsRefused() throws {
    let (features, labels) = separable(6, seed: 1)
    #expect(throws: BaselineError.self) {
      try LabelledFeatures(features, labels: [1, 1, 1, 1, 1, 1])
    }
    #expect(throws: BaselineError.self) { try LabelledFeatures(features, labels: [1, 2]) }
    #expect(throws: BaselineError.self) {
      try LabelledFeatures(FeatureMatrix(columns: 4, values: []), labels: [])
    }
    var values = features.values
    values[3] = .nan
    #expect(throws: BaselineError.self) {
      try LabelledFeatures(FeatureMatrix(columns: 4, values: values), labels: labels)
    }
  }

  /// One pixel a class is the least that can teach.
  @Test(arguments: classifiers)
  func onePixelAClassIsEnough(_ method: BaselineKind) throws {
    let (features, labels) = separable(3, seed: 1)
    let fitted = try method.fit(LabelledFeatures(features, labels: labels), seed: 0, threads: 1)
    let found = try fitted.classes(of: features)
    #expect(found.allSatisfy(labels.contains))
    if method.name != "rf" { #expect(found == labels) }
  }

  @Test func foldsHoldEveryRowOnceAndEveryClassAlike() {
    let indices = (0..<53).map { $0 % 4 }
    let validation = CrossValidation(indices, seed: 3)
    #expect(validation.folds.flatMap { $0 }.sorted() == Array(0..<53))
    for (fold, rows) in validation.folds.enumerated() {
      for label in 0..<4 { #expect((2...4).contains(rows.count { indices[$0] == label })) }
      #expect(Set(validation.rest(fold)).isDisjoint(with: rows))
      #expect(validation.rest(fold).count + rows.count == 53)
    }
  }

  /// What the search finds, a machine trained with those values on the other folds must score.
  @Test func theSearchTellsItsOwnAccuracy() throws {
    let (training, _) = try overlapping()
    let machine = try SupportVectorMachine(training, seed: 2, threads: 2)
    let found = try #require(machine.settings["crossValidation"])
    let validation = CrossValidation(training.indices, seed: 2)
    let grid = SupportVectorMachine.Grid(
      penalties: [try #require(machine.settings["C"]).logarithm],
      gammas: [(try #require(machine.settings["gamma"]) * 6).logarithm], isRefined: false)
    var correct = 0
    for (fold, held) in validation.folds.enumerated() {
      let rest = validation.rest(fold)
      let part = try SupportVectorMachine(
        LabelledFeatures(
          training.features.selecting(rest), labels: rest.map { training.labels[$0] }),
        grid: grid, seed: 0)
      let classes = try part.classes(of: training.features.selecting(held))
      correct += zip(classes, held).count { $0 == training.labels[$1] }
    }
    #expect(abs(Double(correct) / 120 - found) < 1e-9)
    #expect(found > 0.5)
  }
}

extension Double {
  /// To base 2, rounded to what a grid holds.
  fileprivate var logarithm: Double { Double(Int((Foundation.log2(self)).rounded())) }
}
