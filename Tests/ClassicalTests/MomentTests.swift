import Classical
import Parts
import Testing
import Torch

/// Learning strip by strip is learning at once.
@Suite("Moments")
struct MomentTests {
  /// Strips of 7 rows.
  private func strips(_ cloud: Cloud) throws -> ClassMoments {
    var moments = try ClassMoments(width: cloud.points.shape[1])
    for start in stride(from: 0, to: cloud.labels.count, by: 7) {
      let rows = start..<min(start + 7, cloud.labels.count)
      try moments.add(cloud.points.slice(0, rows), labels: Array(cloud.labels[rows]))
    }
    return moments
  }

  /// Far from the origin, where sums of squares alone would lose all digits.
  @Test(arguments: ["mahalanobis", "rca", "lda", "kissme"])
  func aMetricLearnsFromStrips(_ name: String) throws {
    let cloud = try Cloud().moved(by: 1e5)
    let metric = try MetricKind.make(Part(name))
    let whole = try metric.fit(cloud.labelled())
    let moments = try #require(metric as? any MomentMetric)
    #expect(try difference(moments.fit(strips(cloud)).map.matrix, whole.map.matrix) < 1e-7)
  }

  @Test(arguments: ["pca", "whitening"]) func anEmbeddingLearnsFromStrips(_ name: String) throws {
    let points = try Cloud().moved(by: 1e5).points
    let embedding = try EmbeddingKind.make(Part(name))
    let whole = try #require(try embedding.fit(Points(points)).linearMap)
    let moments = try #require(embedding as? any MomentEmbedding)
    let found: FittedMap = try moments.fit(Moments.of(points))
    #expect(try difference(found.map.matrix, whole.matrix) < 1e-7)
    #expect(try difference(found.map.centre, whole.centre) < 1e-12)
  }

  /// All pairs of the classes, one by one, give what the classes' moments give.
  @Test func pairsOfClassesNeedNoList() throws {
    let cloud = try Cloud(count: 21)
    let pairs = (0..<21).flatMap { i in ((i + 1)..<21).map { PointPairs.Pair(i, $0) } }
    func isAlike(_ pair: PointPairs.Pair) -> Bool {
      cloud.labels[pair.first] == cloud.labels[pair.second]
    }
    let all = try PointPairs(
      similar: pairs.filter(isAlike), dissimilar: pairs.filter { !isAlike($0) })
    let listed = try KISSME().fit(Points(cloud.points), pairs: all)
    #expect(
      try difference(KISSME().fit(cloud.labelled()).map.metric(), listed.map.metric()) < 1e-9)
  }

  @Test func stripsThatDoNotFitAreRefused() throws {
    var moments = try Moments(width: 3)
    #expect(message { try moments.add(Tensor.zeros([2, 4])) }.contains("4 features"))
    try moments.add(Tensor.zeros([2, 3]))
    let missing = try Tensor([0, 0, 0, 0, .nan, 0] as [Float], shape: [2, 3])
    // Points are counted over strips.
    let found = message { try moments.add(missing) }
    #expect(found.contains("Point 3") && found.contains("feature 1"), "\(found)")
    #expect(moments.count == 2)
    var classes = try ClassMoments(width: 3)
    #expect(message { try classes.add(missing, labels: [1, 2]) }.contains("Point 1"))
    #expect(message { try classes.add(Tensor.zeros([2, 3]), labels: [1]) }.contains("1 labels"))
    #expect(message { try LDA().fit(classes) }.contains("no class"))
  }
}
