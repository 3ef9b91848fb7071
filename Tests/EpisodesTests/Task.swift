import Episodes
import Parts
import Torch

/// A small random task of four classes, each around a point of its own.
struct Task {
  var points: Tensor
  var labels: [Int]
  var query: Tensor
  var queryLabels: [Int]
  static let features = 6
  static let ways = 4

  /// - Parameter shots: of each class.
  init(seed: UInt64, shots: [Int] = [3, 3, 3, 3], queries: Int = 7) throws {
    let generator = try RandomGenerator(seed: seed)
    let centres = try generator.normal([Self.ways, Self.features], type: .float64)
    func around(_ labels: [Int]) throws -> Tensor {
      try centres.selecting(Tensor(labels.map(Int64.init)), along: 0)
        + generator.normal([labels.count, Self.features], type: .float64) * 0.5
    }
    labels = shots.enumerated().flatMap { Array(repeating: $0, count: $1) }
    queryLabels = (0..<queries).map { $0 % Self.ways }
    points = try around(labels)
    query = try around(queryLabels)
  }

  func support(_ order: [Int]? = nil, relabelled: [Int]? = nil) throws -> Support {
    let order = order ?? Array(labels.indices)
    return try Support(
      points.selecting(Tensor(order.map(Int64.init)), along: 0),
      labels: order.map { relabelled?[labels[$0]] ?? labels[$0] }, ways: Self.ways, seed: 5)
  }

  func episode() throws -> Episode {
    try Episode(support(), query: query, labels: queryLabels)
  }
}

extension HeadKind {
  /// The head of float64 for the tasks above, its weights moved as by some training: a start may
  /// be more regular than what is learned.
  func head(_ parameters: [String: Parameter] = [:], seed: UInt64 = 3) throws -> any Head {
    let head = try Self.make(
      Part(name, parameters), features: Task.features, ways: Task.ways, type: .float64,
      generator: RandomGenerator(seed: seed))
    let generator = try RandomGenerator(seed: seed + 1)
    try withoutGradients {
      for weight in head.weights.parameters.map(\.tensor) {
        try weight.assign(weight + generator.normal(weight.shape, type: .float64) * 0.05)
      }
    }
    return head
  }

  func has(_ trait: Trait) -> Bool { traits.contains(trait) }
}
