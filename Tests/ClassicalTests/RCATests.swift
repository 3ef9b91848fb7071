import Classical
import Testing
import Torch

/// Relevant components as the neighbour rules of a map use them: with a ridge.
@Suite("Relevant components")
struct RCATests {
  /// Classes of 50 points in 3 dimensions that are 10 times as wide along the first as along the
  /// others, around 0 and around 4 on the second.
  private func cigars(_ seed: UInt64) throws -> LabelledPoints {
    let labels = (0..<100).map { $0 % 2 }
    let noise =
      try RandomGenerator(seed: seed).normal([100, 3])
      * Tensor([10, 1, 1] as [Float], shape: [1, 3])
    let places: [Float] = labels.flatMap { label -> [Float] in [0, Float(label) * 4, 0] }
    return try LabelledPoints(noise + Tensor(places, shape: [100, 3]), labels: labels)
  }

  /// Σ_c Σ (x − x̄_c)(x − x̄_c)ᵀ / n, by the definition.
  private func within(_ points: Tensor, _ labels: [Int]) throws -> Tensor {
    let rows = try Tensor(labels.map { Int64($0) })
    let means = try points.summed(by: rows, count: 2) / 50
    let rest = try points - means.selecting(rows, along: 0)
    return try rest.transposed().times(rest) * (1 / Double(labels.count))
  }

  @Test func theSharedScatterBecomesRound() throws {
    let points = try cigars(1)
    let mapped = try RCA().fit(points).map(points.points.matrix)
    #expect(
      try difference(within(mapped, points.labels), Tensor.identity(3, type: .float64)) < 1e-9)
  }

  @Test func distancesAreThoseOfMahalanobis() throws {
    let points = try cigars(2)
    let x = points.points.matrix
    let map = try RCA(ridge: 0.01).fit(points).map
    let found = try map(x.slice(0, 0..<20)).pairwiseDistances(to: map(x.slice(0, 20..<60)))
    let scatter = try within(x, points.labels)
    let ridge = try scatter.diagonal().sum().item() * 0.01 / 3
    let inverse = try (scatter + Tensor.identity(3, type: .float64) * ridge).inverse()
    let gap = try x.slice(0, 0..<20).unsqueezed(1) - x.slice(0, 20..<60).unsqueezed(0)
    let expected = try (gap.times(inverse) * gap).sum(2).squareRoot()
    #expect(try difference(found, expected) < 1e-9)
  }

  /// Directions in which no labelled point varies count under a ridge: new points may vary there.
  @Test func aRidgeCountsEveryDirection() throws {
    let points = try LabelledPoints(
      matrix([[0, 0, 5], [1, 0, 5], [4, 0, 5], [6, 0, 5]]), labels: [1, 1, 2, 2])
    let other = try matrix([[0, 0, 6]])
    func length(_ map: LinearMap) throws -> Double {
      try (map(other) - map(points.points.matrix.slice(0, 0..<1))).norm().item()
    }
    // C = diag(0.625, 0, 0): ε = 0.01 · 0.625 / 3.
    #expect(try abs(length(RCA(ridge: 0.01).fit(points).map) - (3 / 0.00625).squareRoot()) < 1e-9)
    #expect(try length(RCA().fit(points).map) == 0)
  }

  @Test func classesOfOnePointAreOnlyMoved() throws {
    let points = try RandomGenerator(seed: 3).normal([4, 5])
    let fitted = try RCA(ridge: 0.01).fit(LabelledPoints(points, labels: [1, 2, 3, 4]))
    #expect(try difference(fitted.map(points), points - points.mean(0, keep: true)) < 1e-6)
    #expect(fitted.notes.contains { $0.contains("stay Euclidean") })
  }

  @Test func badPointsAreRefused() throws {
    let points = try RandomGenerator(seed: 4).normal([4, 2])
    #expect(throws: ClassicalError.self) { try LabelledPoints(points, labels: [1]) }
    #expect(throws: ClassicalError.self) {
      try RCA(ridge: 0).fit(LabelledPoints(points, labels: [1, 1, 2, 2]))
    }
    #expect(throws: ClassicalError.self) {
      try LabelledPoints(Tensor.full(.nan, shape: [4, 2]), labels: [1, 1, 2, 2])
    }
  }
}
