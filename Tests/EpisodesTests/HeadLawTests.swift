import Episodes
import Parts
import Testing
import Torch

/// What every head keeps, whatever it is; run over all, by name.
@Suite("Laws of the heads")
struct HeadLawTests {
  /// An exception is stated, and true.
  @Test(arguments: HeadKind.all) func orderOfTheSupport(_ kind: HeadKind) throws {
    let (head, task) = (try kind.head(), try Task(seed: 1))
    let plain = try head.scores(task.query, task.support())
    let order = [7, 3, 11, 0, 9, 5, 1, 10, 2, 8, 6, 4]
    let gap = try difference(head.scores(task.query, task.support(order)), plain)
    #expect((gap < 1e-9) == !kind.has(.ordered), "\(gap)")
  }

  @Test(arguments: HeadKind.all) func relabelling(_ kind: HeadKind) throws {
    let (head, task) = (try kind.head(), try Task(seed: 2))
    let plain = try head.scores(task.query, task.support())
    let names = [2, 0, 3, 1]
    let moved = try head.scores(task.query, task.support(relabelled: names))
      .selecting(Tensor(names.map(Int64.init)), along: 1)
    let gap = try difference(moved, plain)
    #expect((gap < 1e-9) == !kind.has(.classWeights), "\(gap)")
  }

  @Test(arguments: HeadKind.all) func otherQueries(_ kind: HeadKind) throws {
    let (head, task) = (try kind.head(), try Task(seed: 3))
    let together = try head.scores(task.query, task.support()).slice(0, 2..<3)
    let alone = try head.scores(task.query.slice(0, 2..<3), task.support())
    let gap = try difference(alone, together)
    #expect((gap < 1e-9) == !kind.has(.transductive), "\(gap)")
  }

  @Test(arguments: HeadKind.all, [[1, 1, 1, 1], [1, 4, 2, 1]])
  func anyShotsAndOneQuery(_ kind: HeadKind, _ shots: [Int]) throws {
    let head = try kind.head()
    for queries in [1, 6] {
      let task = try Task(seed: 4, shots: shots, queries: queries)
      let scores = try head.scores(task.query, task.support())
      #expect(scores.shape == [queries, 4])
      #expect(try scores.isFinite().all().to(.float64).item() == 1)
    }
  }

  /// Equal points, points of zeros, queries that are labelled points: numbers, in gradients too.
  @Test(arguments: HeadKind.all, [0.0, 1.5]) func duplicates(_ kind: HeadKind, _ value: Double)
    throws
  {
    let head = try kind.head()
    let points = try Tensor.full(value, shape: [8, 6], type: .float64).requiringGradient()
    let query = try Tensor.full(value, shape: [4, 6], type: .float64).requiringGradient()
    let episode = try Episode(
      Support(points, labels: [0, 0, 1, 1, 2, 2, 3, 3], ways: 4), query: query,
      labels: [0, 1, 2, 3])
    let loss = try head.loss(episode)
    #expect(try loss.item().isFinite)
    let inputs = [points, query] + head.weights.parameters.map(\.tensor)
    for slope in try loss.gradients(of: inputs) {
      #expect(try slope.isFinite().all().to(.float64).item() == 1)
    }
  }

  @Test(arguments: HeadKind.all) func gradientEqualsDifferences(_ kind: HeadKind) throws {
    let (head, task) = (try kind.head(), try Task(seed: 6))
    func loss(_ query: [Double]) throws -> Tensor {
      let tensor = try Tensor(query, shape: task.query.shape).requiringGradient()
      let loss = try head.loss(
        Episode(task.support(), query: tensor, labels: task.queryLabels))
      return try Tensor.concatenated(
        [loss.reshaped([1]), loss.gradients(of: [tensor])[0].reshaped([-1])], along: 0)
    }
    var values = try task.query.values(Double.self)
    let exact = try loss(values).values(Double.self).dropFirst()
    let h = 1e-6
    let numerical = try values.indices.map { i in
      let kept = values[i]
      defer { values[i] = kept }
      values[i] = kept + h
      let above = try loss(values).values(Double.self)[0]
      values[i] = kept - h
      return try (above - loss(values).values(Double.self)[0]) / (2 * h)
    }
    let gap = try difference(Tensor(Array(exact)), Tensor(numerical))
    #expect(gap < 1e-5, "\(gap)")
  }

  /// A head of fewer classes than it was made for, and of more.
  @Test(arguments: HeadKind.all) func numberOfClasses(_ kind: HeadKind) throws {
    let head = try HeadKind.make(
      Part(kind.name), features: 6, ways: 5, type: .float64,
      generator: RandomGenerator(seed: 3))
    let task = try Task(seed: 7)
    #expect(try head.scores(task.query, task.support()).shape == [7, 4])
    let small = try HeadKind.make(
      Part(kind.name), features: 6, ways: 3, type: .float64,
      generator: RandomGenerator(seed: 3))
    if kind.has(.classWeights) {
      #expect(throws: EpisodeError.self) { try small.scores(task.query, task.support()) }
    } else {
      #expect(try small.scores(task.query, task.support()).shape == [7, 4])
    }
  }

  @Test(arguments: HeadKind.all) func queriesOfOtherColumnsAreRefused(_ kind: HeadKind) throws {
    let (head, task) = (try kind.head(), try Task(seed: 8))
    #expect(throws: EpisodeError.self) {
      try head.scores(task.query.slice(1, 0..<5), task.support())
    }
  }

  /// The linear classifier that a head hands out answers as the head does.
  @Test(arguments: HeadKind.all) func classifierAnswersAlike(_ kind: HeadKind) throws {
    let (head, task) = (try kind.head(), try Task(seed: 9))
    let made = try head.classifier(task.support())
    #expect((made != nil) == kind.has(.linear))
    guard let found = made else { return }
    let linear = try Linear(weight: found.weight, bias: found.bias)(task.query).softmax(1)
    let own = try head.scores(task.query, task.support()).softmax(1)
    #expect(try difference(linear, own) < 1e-9)
  }

  /// A head that is said to learn has weights, and descent on a task lowers its loss.
  @Test(arguments: HeadKind.all) func learning(_ kind: HeadKind) throws {
    let head = try kind.head()
    guard kind.has(.learned) else { return }
    let episode = try Task(seed: 10).episode()
    let parameters = head.weights.parameters
    #expect(!parameters.isEmpty)
    let optimiser = try AdamW(parameters)
    let before = try head.loss(episode).item()
    for _ in 0..<25 {
      try head.loss(episode).backward()
      try optimiser.step(rate: 0.01)
    }
    #expect(try head.loss(episode).item() < before * 0.97)
  }
}
