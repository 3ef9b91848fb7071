import MetricLearning
import Testing
import Torch

@Suite("Classifying with the metric")
struct PrototypeTests {
  /// Three classes of 40 points around corners.
  private func cloud(_ seed: UInt64, spread: Double = 0.3) throws -> (Tensor, [Int]) {
    let labels = (0..<120).map { $0 % 3 }
    let places = labels.flatMap { label in (0..<4).map { $0 == label ? Float(2) : 0 } }
    let noise = try RandomGenerator(seed: seed).normal([120, 4]) * spread
    return (try noise + Tensor(places, shape: [120, 4]), labels)
  }

  @Test(arguments: [(1, 0.0), (5, 0.0), (20, 1000.0)])
  func searchEqualsSorting(_ count: Int, _ offset: Double) throws {
    let references = try RandomGenerator(seed: 1).normal([300, 7]) + offset
    let queries = try RandomGenerator(seed: 2).normal([50, 7]) + offset
    let found = try NearestNeighbours(references: references, labels: Array(0..<300))
      .search(queries, count: count)
    let all = try queries.to(.float64).pairwiseDistances(to: references.to(.float64))
      .values(Double.self)
    for query in 0..<50 {
      let row = all[(query * 300)..<((query + 1) * 300)]
      let expected = row.indices.sorted { row[$0] < row[$1] }.prefix(count)
      let rows = found.rows[(query * count)..<((query + 1) * count)]
      #expect(Array(rows) == expected.map { $0 - row.startIndex })
      let distances = found.distances[(query * count)..<((query + 1) * count)]
      #expect(relativeDifference(distances.map(Double.init), expected.map { row[$0] }) < 1e-5)
    }
  }

  @Test func noPointIsItsOwnNeighbour() throws {
    let (points, labels) = try cloud(3)
    let search = try NearestNeighbours(references: points, labels: labels)
    let found = try search.search(points, count: 500, excludingSelf: true)
    #expect(found.count == 119)
    for query in 0..<120 {
      #expect(!found.rows[(query * 119)..<((query + 1) * 119)].contains(query))
    }
    let same = try search.search(points, count: 1)
    #expect(same.rows == Array(0..<120) && same.distances.allSatisfy { $0 == 0 })
  }

  @Test func nearestVotesWin() throws {
    let references = try Tensor([0, 1, 1.5, 4] as [Float], shape: [4, 1])
    let search = try NearestNeighbours(references: references, labels: [7, 3, 3, 7])
    let found = try search.classify(Tensor([0.2, 3.9] as [Float], shape: [2, 1]), neighbours: 3)
    #expect(found.labels == [3, 3])
    let nearest = try search.classify(Tensor([0.2, 3.9] as [Float], shape: [2, 1]), neighbours: 2)
    #expect(nearest.labels == [7, 7], "of equally many the nearest")
    #expect(nearest.confidences == [0.5, 0.5])
  }

  @Test func meansAreMeans() throws {
    let points = try Tensor([0, 0, 2, 2, 5, 5] as [Float], shape: [3, 2])
    let prototypes = try Prototypes(of: points, labels: [4, 4, 9])
    #expect(try prototypes.points.values(Float.self) == [1, 1, 5, 5])
    #expect(prototypes.labels == [4, 9])
    let found = try prototypes.classify(Tensor([1, 1, 3, 3] as [Float], shape: [2, 2]))
    #expect(found.labels[0] == 4 && found.distances[0] == 0 && found.confidences[0] == 1)
    #expect(abs(found.confidences[1] - 0.5) < 1e-6)
  }

  @Test func severalPrototypesFollowAClassInTwoPlaces() throws {
    // Class 0 lies on both sides of class 1, so its mean lies in class 1.
    let places = (0..<90).map { Float([-5, 5, 0][$0 % 3]) }
    let labels = (0..<90).map { $0 % 3 == 2 ? 1 : 0 }
    let noise = try RandomGenerator(seed: 5).normal([90, 1]) * 0.3
    let points = try noise + Tensor(places, shape: [90, 1])
    let one = try Prototypes(of: points, labels: labels).classify(points)
    let two = try Prototypes(of: points, labels: labels, perClass: 2).classify(points)
    #expect(one.labels != labels)
    #expect(two.labels == labels)
  }

  @Test func aNewClassNeedsNoTraining() throws {
    let (points, labels) = try cloud(6)
    let known = labels.indices.filter { labels[$0] != 2 }
    let rows = try Tensor(known.map { Int64($0) })
    let prototypes = try Prototypes(
      of: points.selecting(rows, along: 0), labels: known.map { labels[$0] })
    let few = try Tensor([2, 5, 8] as [Int64])
    let grown = try prototypes.adding(2, embeddings: points.selecting(few, along: 0))
    let found = try grown.classify(points).labels
    let right = zip(found, labels).count { $0 == $1 }
    #expect(right >= 118)
    #expect(throws: MetricLearningError.self) { try grown.adding(2, embeddings: points) }
    #expect(throws: MetricLearningError.self) {
      try grown.adding(3, embeddings: Tensor.zeros([2, 9]))
    }
    #expect(throws: MetricLearningError.self) {
      try grown.adding(3, embeddings: Tensor.zeros([0, 4]))
    }
  }

  @Test(arguments: [0.5, 0.9, 0.95, 1.0])
  func thresholdsKeepTheStatedShare(_ rate: Double) throws {
    let (points, labels) = try cloud(7)
    let prototypes = try Prototypes(of: points, labels: labels)
    let nearest = try prototypes.classify(points)
    let rejection = try Rejection(calibrating: nearest, truth: labels, truePositiveRate: rate)
    let kept = rejection.keeps(nearest)
    for label in 0..<3 {
      let own = labels.indices.filter { labels[$0] == label && nearest.labels[$0] == label }
      let share = Double(own.count { kept[$0] }) / Double(own.count)
      #expect(share >= rate && share <= rate + 1 / Double(own.count) + 1e-9)
    }
    for (index, score) in rejection.scores(nearest).enumerated() {
      #expect((score <= 1) == kept[index])
    }
  }

  @Test func theUnknownIsRejected() throws {
    let (points, labels) = try cloud(8)
    let prototypes = try Prototypes(of: points, labels: labels)
    let rejection = try Rejection(
      calibrating: prototypes.classify(points), truth: labels, truePositiveRate: 0.95)
    let strangers = try RandomGenerator(seed: 9).normal([40, 4]) * 0.3 - 4.0
    let lost = try Tensor.full(.nan, shape: [1, 4])
    let (more, truth) = try cloud(10)
    let all = try prototypes.classify(Tensor.concatenated([more, strangers, lost], along: 0))
    #expect(rejection.keeps(all).last == false, "an embedding with NaN is of no class")
    let figures = try RejectionFigures(
      rejection, truth: truth.map { $0 } + Array(repeating: nil, count: 41), nearest: all)
    #expect(figures.coverage > 0.85 && figures.rejectionOfUnknown == 1)
    #expect(try #require(figures.auroc) > 0.999)
    #expect(try #require(figures.accuracyOfKept) > 0.97)
  }

  @Test func wrongCalibrationsAreRefused() throws {
    let nearest = NearestClass(labels: [1, 1], distances: [1, 2], confidences: [1, 1])
    for (truth, rate) in [([1, 1], 0.0), ([1, 1], 1.5), ([1], 0.9), ([2, 2], 0.9)] {
      #expect(throws: MetricLearningError.self) {
        try Rejection(calibrating: nearest, truth: truth, truePositiveRate: rate)
      }
    }
    let rejection = try Rejection(calibrating: nearest, truth: [1, 1], truePositiveRate: 0.5)
    #expect(rejection.threshold(of: 1) == 1 && rejection.threshold(of: 7) == 1)
  }

  @Test func kMeansFindsSeparateClusters() throws {
    let (points, labels) = try cloud(11, spread: 0.05)
    let found = try KMeans(points, clusters: 3, seed: 2)
    #expect(try ClusterAgreement(labels, found.assignments).normalisedMutualInformation > 0.999)
    #expect(try KMeans(points, clusters: 3, seed: 2).assignments == found.assignments)
    #expect(try KMeans(points, clusters: 500, seed: 2).centres.shape[0] == 120)
    #expect(try KMeans(Tensor.zeros([5, 2]), clusters: 3, seed: 2).inertia == 0)
    #expect(throws: MetricLearningError.self) {
      try KMeans(Tensor.full(.nan, shape: [5, 2]), clusters: 2, seed: 1)
    }
  }
}
