import MetricLearning
import Testing
import Torch

/// Nearest neighbours by matrix products are those of the definition, on the CPU's loops and by
/// tensors, as a GPU searches.
@Suite struct NearestNeighbourTests {
  /// Two clusters of 500 points around ±1 on the first axis, in 8 dimensions.
  private func clusters(_ spread: Double, seed: UInt64 = 1) throws -> Tensor {
    var places = [Float](repeating: 0, count: 8000)
    for row in 0..<1000 { places[8 * row] = row % 2 == 0 ? -1 : 1 }
    let noise = try RandomGenerator(seed: seed).normal([1000, 8]) * spread
    return try noise + Tensor(places, shape: [1000, 8])
  }

  /// Rows of the nearest, by the differences in float64; of equal ones the first.
  private func sorted(
    _ queries: Tensor, _ references: Tensor, count: Int, excludingSelf: Bool
  ) throws -> [Int] {
    let many = references.shape[0]
    let all = try queries.to(.float64).pairwiseDistances(to: references.to(.float64))
      .values(Double.self)
    var found: [Int] = []
    for query in 0..<queries.shape[0] {
      let row = Array(all[(query * many)..<((query + 1) * many)])
      let others = row.indices.filter { !excludingSelf || $0 != query }
      found += others.sorted { (row[$0], $0) < (row[$1], $1) }.prefix(count)
    }
    return found
  }

  @Test(arguments: [1, 1e-3, 3e-4, 1e-5, 0], [true, false])
  func tightClustersAreTold(_ spread: Double, onCPU: Bool) throws {
    let points = try clusters(spread)
    let search = try NearestNeighbours(references: points, labels: Array(0..<1000))
    for count in [1, 5] {
      let found = try search.search(points, count: count, excludingSelf: true, isOnCPU: onCPU)
      let expected = try sorted(points, points, count: count, excludingSelf: true)
      let wrong = zip(found.rows, expected).filter { $0 != $1 }.count
      #expect(wrong == 0, "\(wrong) of \(expected.count) rows")
    }
    let queries = try clusters(spread, seed: 2).slice(0, 0..<200)
    let found = try search.search(queries, count: 3, excludingSelf: false, isOnCPU: onCPU)
    let expected = try sorted(queries, points, count: 3, excludingSelf: false)
    #expect(found.rows == expected)
  }

  /// Each point 40 times: more copies than candidates.
  @Test(arguments: [true, false]) func ofCopiesTheFirstIsNearest(onCPU: Bool) throws {
    let few = try RandomGenerator(seed: 3).normal([10, 5])
    let points = try Tensor.concatenated(Array(repeating: few, count: 40), along: 0)
    let search = try NearestNeighbours(references: points, labels: Array(0..<400))
    let found = try search.search(few, count: 3, excludingSelf: false, isOnCPU: onCPU)
    let first: [Int] = (0..<10).flatMap { [$0, $0 + 10, $0 + 20] }
    #expect(found.rows == first)
    #expect(found.distances.allSatisfy { $0 == 0 })
    let others = try search.search(points, count: 1, excludingSelf: true, isOnCPU: onCPU)
    let other: [Int] = (0..<400).map { $0 < 10 ? $0 + 10 : $0 % 10 }
    #expect(others.rows == other)
  }

  /// Squares that float32 cannot hold, beside references that are no number.
  @Test(arguments: [true, false]) func largeNumbersAndNoneAreTold(onCPU: Bool) throws {
    let values: [Float] = (0..<60).map { $0 == 7 ? .nan : 1e25 * Float($0 + 1) }
    let search = try NearestNeighbours(
      references: Tensor(values, shape: [60, 1]), labels: Array(0..<60))
    let found = try search.search(
      Tensor([3.2e25, .nan, 5.88e26] as [Float], shape: [3, 1]), count: 2, excludingSelf: false,
      isOnCPU: onCPU)
    #expect(Array(found.rows[0..<2]) == [2, 3])
    #expect(Array(found.rows[4..<6]) == [58, 57])
    #expect(found.distances[2].isNaN && found.distances[4].isFinite)
  }

  @Test func classesOfTightClustersAreNear() throws {
    // Near a point of the own cluster to a thousandth of its size, as the definition says.
    let points = try clusters(1e-4)
    let labels = (0..<1000).map { $0 % 2 }
    let queries = try points.slice(0, 0..<50) + 1e-6
    let found = try ClassNearness(of: points, labels: labels)(queries).values(Float.self)
    for query in 0..<50 {
      // Its own point is a hundredth of the class's spacing away.
      #expect(found[query * 2 + query % 2] < 0.1, "\(found[query * 2 + query % 2])")
      #expect(found[query * 2 + 1 - query % 2] > 1000)
    }
  }
}
