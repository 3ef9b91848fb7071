import Accuracy
import Scenes
import Testing

/// Laws that hold of every confusion matrix, on random ones of many shapes and kinds.
@Suite struct FigureLawsTests {
  /// A random matrix; `kind` makes it dense, sparse, with absent classes, or with rejected pixels.
  static func matrix(seed: UInt64) -> ConfusionMatrix {
    var random = SeededGenerator(seed: seed)
    let classes = Int.random(in: 1...12, using: &random)
    let pixels = [0, 1, 2, 10, 300][Int.random(in: 0..<5, using: &random)]
    let skill = random.uniform()
    let lowest: UInt16 = Bool.random(using: &random) ? 0 : 1
    let largest = UInt16(Int.random(in: 1...classes, using: &random))
    let reference = (0..<pixels).map { _ in UInt16.random(in: lowest...largest, using: &random) }
    let map = reference.map {
      random.uniform() < skill ? $0 : UInt16.random(in: lowest...UInt16(classes), using: &random)
    }
    return ConfusionMatrix(reference: reference, map: map, classes: classes)
  }

  @Test(arguments: 0..<20)
  func laws(batch: Int) {
    for seed in (25 * batch)..<(25 * batch + 25) { check(Self.matrix(seed: UInt64(seed))) }
  }

  private func check(_ matrix: ConfusionMatrix) {
    let shares =
      [matrix.overallAccuracy, matrix.averageAccuracy] + matrix.producersAccuracy
      + matrix.usersAccuracy + matrix.f1
    #expect(shares.allSatisfy { $0.map { (0...1).contains($0) } ?? true })
    #expect((matrix.overallAccuracy == nil) == (matrix.total == 0))
    if let kappa = matrix.kappa, let overall = matrix.overallAccuracy {
      #expect(kappa <= overall + 1e-15 && kappa >= -1)
    }
    for (producers, (users, f1)) in zip(
      matrix.producersAccuracy, zip(matrix.usersAccuracy, matrix.f1))
    {
      #expect((producers == nil) == (f1 == nil))
      if let producers, let users, let f1, producers + users > 0 {
        #expect(abs(f1 - 2 * producers * users / (producers + users)) < 1e-12)
      }
    }
    if let overall = matrix.overallAccuracy, let interval = matrix.overallInterval() {
      #expect(interval.lower <= overall && overall <= interval.upper)
      #expect(interval.lower >= 0 && interval.upper <= 1)
    }
  }

  @Test(arguments: 0..<20)
  func figuresFollowTheClassesWhenTheyAreRenumbered(seed: Int) {
    let matrix = Self.matrix(seed: UInt64(seed))
    let reversed = ConfusionMatrix(
      rows: matrix.rows.reversed().map { $0.reversed() },
      unclassified: matrix.unclassified.reversed())
    #expect(matrix.overallAccuracy == reversed.overallAccuracy)
    #expect(matrix.f1 == reversed.f1.reversed())
    #expect((matrix.kappa == nil) == (reversed.kappa == nil))
    if let kappa = matrix.kappa, let other = reversed.kappa { #expect(abs(kappa - other) < 1e-12) }
  }
}

@Suite struct ConfusionMatrixTests {
  @Test func nothingToCompare() {
    let empty = ConfusionMatrix(reference: [0, 0], map: [1, 2])
    #expect(empty.total == 0 && empty.classes == 2)
    #expect(empty.overallAccuracy == nil && empty.averageAccuracy == nil && empty.kappa == nil)
    #expect(empty.overallInterval() == nil)
    #expect(empty.producersAccuracy == [nil, nil] && empty.usersAccuracy == [nil, nil])
    #expect(ConfusionMatrix(classes: 0).kappa == nil)
  }

  @Test func chanceThatAgreesEverywhereLeavesKappaUndefined() {
    let one = ConfusionMatrix(reference: [1, 1, 1], map: [1, 1, 1], classes: 3)
    #expect(one.overallAccuracy == 1 && one.kappa == nil)
    let wrong = ConfusionMatrix(reference: [1, 1], map: [2, 2])
    #expect(wrong.kappa == 0 && wrong.overallAccuracy == 0)
  }

  @Test func anAbsentClassIsAbsentAndNotZero() {
    let matrix = ConfusionMatrix(reference: [1, 1, 2], map: [1, 3, 1], classes: 4)
    #expect(matrix.producersAccuracy == [0.5, 0, nil, nil])
    #expect(matrix.usersAccuracy == [0.5, nil, nil, nil])
    #expect(matrix.f1 == [0.5, 0, nil, nil])
    #expect(matrix.averageAccuracy == 0.25)
  }

  @Test func rejectedPixelsAreErrorsOfOmissionOnly() {
    let matrix = ConfusionMatrix(reference: [1, 1, 2, 0], map: [1, 0, 2, 1])
    #expect(matrix.unclassified == [1, 0] && matrix.total == 3)
    #expect(matrix.overallAccuracy == 2.0 / 3)
    #expect(matrix.producersAccuracy == [0.5, 1] && matrix.usersAccuracy == [1, 1])
  }

  @Test func mapsOfOneSceneOnly() throws {
    let map = LabelMap(rows: 2, columns: 3, values: [1, 1, 2, 2, 0, 1])
    let turned = LabelMap(rows: 3, columns: 2, values: map.values)
    #expect(throws: FigureError.self) { try ConfusionMatrix(reference: map, map: turned) }
    #expect(throws: FigureError.self) {
      try ConfusionMatrix(reference: map, map: map, pixels: [0, 6])
    }
    #expect(
      try ConfusionMatrix(reference: map, map: map, pixels: [0, 4, 2]).rows == [[1, 0], [0, 1]])
  }
}
