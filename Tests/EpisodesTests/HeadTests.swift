import Episodes
import Foundation
import Parts
import Testing
import Torch

/// What heads say of themselves, and worked cases of those without reference values.
@Suite("Heads")
struct HeadTests {
  @Test func namesAreUnique() {
    #expect(Set(HeadKind.names).count == HeadKind.all.count)
    #expect(HeadKind.all.count == 18)
  }

  @Test func everythingIsDescribedInASentence() {
    for summary in HeadKind.all.map(\.summary) + HeadKind.all.flatMap({ $0.options.map(\.summary) })
    {
      #expect(summary.hasSuffix(".") && summary.count < 100, "\(summary)")
    }
  }

  /// Stating an option's standard value changes nothing.
  @Test(arguments: HeadKind.all) func standardsHold(_ kind: HeadKind) throws {
    let task = try Task(seed: 20)
    let plain = try kind.head().scores(task.query, task.support())
    for option in kind.options {
      let standard = try #require(option.standard)
      let stated = try kind.head([option.name: standard]).scores(task.query, task.support())
      #expect(try difference(stated, plain) == 0, "\(option.name)")
    }
  }

  @Test func anUnknownHeadIsRefused() throws {
    let error = #expect(throws: PartError.self) {
      try HeadKind.make(
        "prototypial", features: 2, ways: 2, generator: RandomGenerator(seed: 1))
    }
    #expect(error?.message.contains("did you mean `prototypical`?") == true)
  }

  @Test func badSupportsAreRefused() throws {
    let points = try Tensor.zeros([2, 3])
    for (labels, ways) in [([0, 0], 2), ([0, 1], 1), ([0, 2], 2), ([0], 2)] {
      #expect(throws: EpisodeError.self) { try Support(points, labels: labels, ways: ways) }
    }
    let support = try Support(points, labels: [0, 1], ways: 2)
    #expect(throws: EpisodeError.self) {
      try Episode(support, query: Tensor.zeros([0, 3]), labels: [])
    }
    #expect(throws: EpisodeError.self) { try Episode(support, query: points, labels: [0, 2]) }
  }

  /// Moving all points and scaling them changes nothing of a centred head.
  @Test(arguments: ["centred", "laplacian"]) func centring(_ name: String) throws {
    let (head, task) = (try HeadKind.named(name).head(), try Task(seed: 21))
    let plain = try head.scores(task.query, task.support())
    let moved = try head.scores(
      task.query * 3 + 7, task.support().with(task.support().points * 3 + 7))
    #expect(try difference(moved, plain) < 1e-9)
  }

  /// Rectified prototypes forgive a shift of all queries; without queries that join, and with none
  /// moved, they are weighted means.
  @Test func rectification() throws {
    let task = try Task(seed: 22)
    let plain = try RectifiedHead().scores(task.query, task.support())
    let shifted = try RectifiedHead().scores(task.query + 3, task.support())
    #expect(try difference(shifted, plain) < 1e-9)
    // One point a class is its own weighted mean: cosines to it remain.
    let single = try Task(seed: 23, shots: [1, 1, 1, 1])
    let alone = try RectifiedHead(top: 0).scores(single.query, single.support())
    let moved =
      try single.query + single.points.mean(0, keep: true) - single.query.mean(0, keep: true)
    let cosines = try PrototypicalHead(distance: .cosine, temperature: 10)
      .scores(moved, single.support())
    #expect(try difference(alone, cosines) < 1e-9)
  }

  /// Of two queries nearest to a class, `top` 1 lets the nearer one join: worked by hand.
  @Test func theNearestQueryJoins() throws {
    let support = try Support(matrix([[1, 0], [0, 1]]), labels: [0, 1], ways: 2)
    // Both means are (0.5, 0.5), so that nothing is moved.
    let query = try matrix([[1, 0.2], [0.9, 0.5], [-0.4, 0.8]])
    let found = try RectifiedHead(epsilon: 1, top: 1).scores(query, support)
    func cosine(_ a: [Double], _ b: [Double]) -> Double {
      zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
        / (a.reduce(0) { $0 + $1 * $1 } * b.reduce(0) { $0 + $1 * $1 }).squareRoot()
    }
    func mean(_ point: [Double], _ joined: [Double]) -> [Double] {
      let own: Double = exp(1)
      let other: Double = exp(cosine(joined, point))
      return zip(point, joined).map { ($0 * own + $1 * other) / (own + other) }
    }
    let prototypes = [mean([1, 0], [1, 0.2]), mean([0, 1], [-0.4, 0.8])]
    let expected = [[1, 0.2], [0.9, 0.5], [-0.4, 0.8]].map { q in
      prototypes.map { cosine(q, $0) }
    }
    #expect(try difference(found, matrix(expected)) < 1e-9)
  }

  /// Without a weight of neighbours, LaplacianShot is the centred head; with one, its scores satisfy
  /// their own equation.
  @Test func neighboursAgree() throws {
    let task = try Task(seed: 24, queries: 9)
    let plain = try LaplacianHead(lambda: 0).scores(task.query, task.support())
    let centred = try CentredHead().scores(task.query, task.support())
    #expect(try difference(plain, centred) < 1e-12)
    let found = try LaplacianHead(lambda: 0.7, neighbours: 8, iterations: 500)
      .scores(task.query, task.support())
    // Eight neighbours of nine queries are all others.
    let others = try Tensor.full(1, shape: [9, 9], type: .float64) - .identity(9, type: .float64)
    let again = try centred + others.times(found.softmax(1)) * 0.7
    #expect(try difference(found, again) < 1e-5)
  }

  /// The fine-tuned layer comes near the optimum of its convex objective, whose gradient is zero.
  @Test func fineTuningDescends() throws {
    let task = try Task(seed: 25)
    let points = try task.support().points
    let labels = try task.support().classes()
    func loss(_ steps: Int) throws -> Double {
      let made = try FineTunedHead(steps: steps).classifier(task.support())
      let found = try #require(made)
      return try crossEntropy(
        Linear(weight: found.weight, bias: found.bias)(points), labels
      ).item()
    }
    let losses = try [1, 10, 100, 1000].map(loss)
    #expect(losses == losses.sorted(by: >))
    #expect(losses[3] < 0.1)
  }
}
