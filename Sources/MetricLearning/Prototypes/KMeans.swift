// Lloyd, "Least squares quantization in PCM", 1982; started as in Arthur and Vassilvitskii,
// "k-means++", SODA 2007.
internal import Parts
public import Torch

/// Clusters that make the sum of squared distances to their centres small.
public struct KMeans {
  /// Clusters × k.
  public let centres: Tensor
  /// The cluster of each point.
  public let assignments: [Int]
  /// Σ ‖x − c‖².
  public let inertia: Double

  /// The best of some starts; the same seed gives the same clusters.
  ///
  /// - Parameters:
  ///   - points: N × k; rows must be finite.
  ///   - clusters: number of centres; as many as there are points if it is more.
  ///   - seed: of the starting centres.
  ///   - starts: how many times it begins anew.
  ///   - iterations: most passes over the points in each start.
  public init(
    _ points: Tensor, clusters: Int, seed: UInt64, starts: Int = 3, iterations: Int = 100
  ) throws {
    try require(
      points.rank == 2 && points.shape.allSatisfy { $0 > 0 },
      "points must be N × k with both above 0, not of shape \(points.shape)")
    try require(clusters > 0 && starts > 0, "\(clusters) clusters from \(starts) starts are none")
    try require(
      try points.isFinite().all().to(.float64).item() > 0, "k-means needs points without NaN")
    let generator = try RandomGenerator(seed: seed)
    let count = min(clusters, points.shape[0])
    var best: (Tensor, [Int], Double)?
    for _ in 0..<starts {
      let found = try withoutGradients {
        try Self.run(points.detached(), count, iterations, generator)
      }
      if found.2 < best?.2 ?? .infinity { best = found }
    }
    guard let best else { throw MetricLearningError("k-means found no finite clusters") }
    (centres, assignments, inertia) = best
  }

  private static func run(
    _ points: Tensor, _ clusters: Int, _ iterations: Int, _ generator: RandomGenerator
  ) throws -> (Tensor, [Int], Double) {
    var centres = try start(points, clusters, generator)
    var assigned = try assign(points, centres)
    for _ in 0..<iterations {
      let ones = try Tensor.full(
        1, shape: [points.shape[0]], type: points.elementType, device: points.device)
      let members = try ones.summed(by: assigned.rows, count: clusters).unsqueezed(1)
      let means = try points.summed(by: assigned.rows, count: clusters) / members.maximum(1)
      // A cluster that lost its members stays where it was.
      centres = try means.selected(where: members.greater(0), else: centres)
      let next = try assign(points, centres)
      let isDone = try next.rows.notEqual(assigned.rows).any().to(.float64).item() == 0
      assigned = next
      if isDone { break }
    }
    let inertia = try assigned.squares.to(.float64).sum().item()
    return (centres, try assigned.rows.values(Int64.self).map { Int($0) }, inertia)
  }

  private static func assign(_ points: Tensor, _ centres: Tensor) throws -> (
    rows: Tensor, squares: Tensor
  ) {
    let (values, rows) = try points.pairwiseDistances(to: centres)
      .top(1, along: 1, largest: false)
    return (try rows.squeezed(1), try values.squeezed(1).squared())
  }

  /// Each next centre is a point drawn in proportion to its squared distance from those there are.
  private static func start(_ points: Tensor, _ clusters: Int, _ generator: RandomGenerator) throws
    -> Tensor
  {
    func draw() throws -> Double { try generator.uniform([1], type: .float64).item() }
    func row(_ index: Int) throws -> Tensor { try points.slice(0, index..<(index + 1)) }
    var centres = try row(Int(draw() * Double(points.shape[0])))
    var nearest = try points.pairwiseDistances(to: centres).squeezed(1)
    while centres.shape[0] < clusters {
      let weights = try nearest.squared().to(.float64).values(Double.self)
      var left = try draw() * weights.reduce(0, +)
      var chosen = weights.count - 1
      for (index, weight) in weights.enumerated() {
        left -= weight
        if left < 0 {
          chosen = index
          break
        }
      }
      let next = try row(chosen)
      centres = try Tensor.concatenated([centres, next], along: 0)
      nearest = try nearest.minimum(points.pairwiseDistances(to: next).squeezed(1))
    }
    return centres
  }
}
