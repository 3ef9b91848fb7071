import MetricLearning
import Testing
import Torch

@Suite("Distances in the measure of the ground around")
struct NearnessTests {
  @Test func badPointsAreRefused() throws {
    let points = try RandomGenerator(seed: 4).normal([4, 2])
    #expect(throws: MetricLearningError.self) { try ClassNearness(of: points, labels: [1]) }
    #expect(throws: MetricLearningError.self) {
      try ClassNearness(of: points, labels: [1, 1, 2, 2])(Tensor.zeros([1, 3]))
    }
  }

  /// Class 1 at 0, 1, …, 9; class 2 at 100, 110, …, 190; class 3 at 300 alone.
  private var line: (points: [Float], labels: [Int]) {
    (
      (0..<10).map { Float($0) } + (0..<10).map { 100 + 10 * Float($0) } + [300],
      Array(repeating: 1, count: 10) + Array(repeating: 2, count: 10) + [3]
    )
  }

  @Test func aWideClassReachesFarther() throws {
    let (points, labels) = line
    let references = try Tensor(points, shape: [21, 1])
    let relative = try RelativeNeighbours(references: references, labels: labels)
    // 20 beyond the end of either class.
    let found = try relative.classify(
      Tensor([-20, 210, 5] as [Float], shape: [3, 1]), neighbours: 1)
    #expect(found.labels == [1, 2, 1])
    let plain = try NearestNeighbours(references: references, labels: labels)
      .classify(Tensor([-20, 210] as [Float], shape: [2, 1]), neighbours: 1)
    #expect(plain.distances == [20, 20])
    // The mean distances of an end point to the five nearest are 3 and 30; the median of all twenty
    // lies between those of the classes, at 18 (a point with two neighbours on one side: 10, 10,
    // 20, 20, 30).
    #expect(abs(found.distances[0] - 20 / (3 + 9)) < 1e-4, "\(found.distances)")
    #expect(abs(found.distances[1] - 20 / (30 + 9)) < 1e-4, "\(found.distances)")
    #expect(found.distances[2] == 0)
  }

  @Test func copiesOfAPointAreNoZeroMeasure() throws {
    let copies = try Tensor([1, 1, 1, 1, 2, 2, 2] as [Float], shape: [7, 1])
    let labels = [1, 1, 1, 1, 2, 2, 2]
    let query = try Tensor([1.4, .nan] as [Float], shape: [2, 1])
    let found = try RelativeNeighbours(references: copies, labels: labels)
      .classify(query, neighbours: 1)
    #expect(found.labels[0] == 1 && found.distances[0].isFinite && found.distances[1].isNaN)
    let nearness = try ClassNearness(of: copies, labels: labels)(query).values(Float.self)
    #expect(nearness[0] < nearness[1] && nearness[1].isFinite && nearness[2].isNaN)
  }

  @Test func nearnessIsTheLeastRelativeDistance() throws {
    let points = try RandomGenerator(seed: 5).normal([60, 4])
    let labels = (0..<60).map { [7, 3, 9][$0 % 3] }
    let queries = try RandomGenerator(seed: 6).normal([40, 4])
    let nearness = try ClassNearness(of: points, labels: labels)
    #expect(nearness.classes == [3, 7, 9])
    let found = try nearness(queries).values(Float.self)
    for (place, label) in nearness.classes.enumerated() {
      let rows = labels.indices.filter { labels[$0] == label }
      // A class's nearest in its own measure, from the distances and the scales one by one.
      let own = try points.selecting(Tensor(rows.map { Int64($0) }), along: 0)
      let distances = try queries.pairwiseDistances(to: own).values(Float.self)
      let scales = try scales(of: points, labels, rows)
      for query in 0..<40 {
        let least = rows.indices.map { distances[query * rows.count + $0] / scales[$0] }.min()
        #expect(abs(found[query * 3 + place] - (least ?? 0)) < 1e-3)
      }
    }
    let shares = try nearness.shares(nearness(queries), before: false)
    let sums = try shares.sum(1).values(Float.self)
    #expect(sums.allSatisfy { abs($0 - 1) < 1e-5 })
  }

  /// s_j + s̃ / 2 of some rows.
  private func scales(of points: Tensor, _ labels: [Int], _ wanted: [Int]) throws -> [Float] {
    let count = labels.count
    let distances = try points.pairwiseDistances(to: points).values(Float.self)
    let spacing = labels.indices.map { row -> Float in
      let near = labels.indices.filter { $0 != row && labels[$0] == labels[row] }
        .map { distances[row * count + $0] }.sorted().prefix(5)
      return near.reduce(0, +) / Float(near.count)
    }
    let median = spacing.sorted()[count / 2]
    return wanted.map { spacing[$0] + median / 2 }
  }

  @Test func anAddedClassHasAMeasureAndReachesFartherBeforeAWalk() throws {
    let (points, labels) = line
    let references = try Tensor(points, shape: [21, 1])
    let query = try Tensor([250] as [Float], shape: [1, 1])
    let trained = try ClassNearness(of: references, labels: labels)
    let added = try ClassNearness(of: references, labels: labels, added: [3, 2])
    // Alone or added: twice the median and half of it.
    let alone = try trained(query).values(Float.self)
    #expect(abs(alone[2] - 50 / (2.5 * 18)) < 1e-3, "\(alone)")
    let found = try added(query).values(Float.self)
    #expect(abs(found[2] / found[1] - 50.0 / 60.0) < 1e-4, "\(found)")
    #expect(abs(found[2] - 50 / 4.5) < 1e-3, "\(found)")
    let plain = try added.shares(added(query), before: false).values(Float.self)
    let walked = try added.shares(added(query), before: true).values(Float.self)
    let (before, after) = (plain[1] / plain[2], walked[1] / walked[2])
    #expect(before > 0 && abs(after / before.squareRoot() - 1) < 1e-2, "\(before), \(after)")
  }
}
