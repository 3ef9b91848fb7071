import Classical
import MetricLearning
import Testing
import Torch

@Suite("t-SNE") struct TSNETests {
  /// Five groups of 40 points in ten dimensions, far apart.
  private func groups(_ count: Int = 200) throws -> (Points, [Int]) {
    let labels = (0..<count).map { $0 % 5 }
    let corners = labels.flatMap { label in (0..<10).map { $0 == label ? Float(6) : 0 } }
    let noise = try RandomGenerator(seed: 4).normal([count, 10])
    return (try Points(noise + Tensor(corners, shape: [count, 10])), labels)
  }

  @Test func nearPointsStayNear() throws {
    let (points, labels) = try groups()
    let (places, divergence) = try TSNE(seed: 1).layout(points)
    #expect(try Retrieval(of: places, labels: labels).precisionAt1 > 0.97)
    #expect(divergence > 0 && divergence < 1)
    #expect(try places.mean(0).magnitude().max().item() < 1e-6)
  }

  /// p_ij above the diagonal. Ours looks for the precision until the entropy is right to 1e-5.
  @Test func affinitiesAreThoseOfTheReference() throws {
    let golden = try Golden.load()
    let own = try golden.named("tsneAffinities")
    let found = try TSNE.affinities(
      Points(matrix(golden.points)), perplexity: own.parameters.number("perplexity"))
    let expected = try own.outputs.rows("upperTriangle")
    for (i, row) in expected.enumerated() {
      for (place, p) in row.enumerated() {
        #expect(abs(found[i * 60 + i + 1 + place] - p) < 1e-4 * p + 1e-9)
      }
    }
  }

  @Test func theSameSeedGivesTheSamePicture() throws {
    let (points, _) = try groups(60)
    let coordinates = { (seed: UInt64) in
      try TSNE(iterations: 60, seed: seed).fit(points).coordinates.values(Double.self)
    }
    #expect(try coordinates(3) == coordinates(3))
    #expect(try coordinates(3) != coordinates(4))
  }

  @Test(arguments: [1, 2, 3, 4, 5]) func fewOrEqualPointsGiveNumbers(count: Int) throws {
    for points in [
      try Tensor.zeros([count, 3]), try RandomGenerator(seed: 1).normal([count, 1]),
    ] {
      let found = try TSNE().fit(Points(points)).coordinates
      #expect(found.shape == [count, 2])
      #expect(try isFinite(found))
    }
  }

  @Test func tooManyPointsAreRefused() throws {
    let found = message { try TSNE(most: 50).fit(Points(Cloud().points)) }
    #expect(found.contains("at most 50 points") && found.contains("got 60"), "\(found)")
  }
}
