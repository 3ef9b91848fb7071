import MetricLearning
import Testing
import Torch

@Suite("t-SNE") struct TSNETests {
  /// Five groups of 40 points in ten dimensions, far apart.
  private func groups(_ count: Int = 200) throws -> (Tensor, [Int]) {
    let labels = (0..<count).map { $0 % 5 }
    let corners = labels.flatMap { label in (0..<10).map { $0 == label ? Float(6) : 0 } }
    let noise = try RandomGenerator(seed: 4).normal([count, 10])
    return (try noise + Tensor(corners, shape: [count, 10]), labels)
  }

  @Test func nearPointsStayNear() throws {
    let (points, labels) = try groups()
    let picture = try TSNE(points, seed: 1)
    let flat = try Tensor(
      picture.points.flatMap { [Float($0.x), Float($0.y)] }, shape: [200, 2])
    #expect(try Retrieval(of: flat, labels: labels).precisionAt1 > 0.97)
    #expect(picture.divergence > 0 && picture.divergence < 1)
    let mean = picture.points.reduce((0.0, 0.0)) { ($0.0 + $1.x, $0.1 + $1.y) }
    #expect(abs(mean.0) < 1e-6 && abs(mean.1) < 1e-6)
  }

  @Test func theSameSeedGivesTheSamePicture() throws {
    let (points, _) = try groups(60)
    let coordinates = { (seed: UInt64) in
      try TSNE(points, iterations: 60, seed: seed).points.flatMap { [$0.x, $0.y] }
    }
    #expect(try coordinates(3) == coordinates(3))
    #expect(try coordinates(3) != coordinates(4))
  }

  @Test(arguments: [1, 2, 3, 4, 5]) func fewOrEqualPointsGiveNumbers(count: Int) throws {
    for points in [
      try Tensor.zeros([count, 3]), try RandomGenerator(seed: 1).normal([count, 1]),
    ] {
      let picture = try TSNE(points, seed: 0)
      #expect(picture.points.count == count)
      #expect(picture.points.allSatisfy { $0.x.isFinite && $0.y.isFinite })
    }
  }

  @Test func badPointsAreRefused() throws {
    #expect(throws: MetricLearningError.self) { try TSNE(Tensor.zeros([0, 3]), seed: 0) }
    #expect(throws: MetricLearningError.self) {
      try TSNE(Tensor([Float.nan, 1, 2, 3], shape: [4, 1]), seed: 0)
    }
  }
}
