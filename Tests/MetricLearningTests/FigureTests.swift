import MetricLearning
import Testing
import Torch

/// Figures of the reference batch against scikit-learn 1.x and direct counts.
@Suite("Figures of an embedding")
struct FigureTests {
  private func batch() throws -> (Tensor, [Int]) {
    let golden = try Golden.load()
    return (try matrix(golden.embeddings), golden.labels.map { Int($0) })
  }

  @Test func retrieval() throws {
    let (points, labels) = try batch()
    let found = try Retrieval(of: points, labels: labels)
    #expect(found.precisionAt1 == 0.5)
    #expect(abs(found.rPrecision - 0.5145833333333334) < 1e-12)
    #expect(abs(found.mapAtR - 0.40055555555555555) < 1e-12)
  }

  @Test func spread() throws {
    let (points, labels) = try batch()
    let found = try ClassSpread(of: points, labels: labels)
    #expect(abs(try #require(found.within) - 3.8434311567116906) < 1e-12)
    #expect(abs(try #require(found.between) - 4.779440697781388) < 1e-12)
    #expect(abs(try #require(found.silhouette) - 0.09464271155000077) < 1e-12)
    let one = try ClassSpread(of: points, labels: labels.map { _ in 1 })
    #expect(one.between == nil && one.silhouette == nil && one.within != nil)
  }

  @Test func agreement() throws {
    let a = [0, 0, 0, 1, 1, 1, 2, 2, 2, 2, 3, 3]
    let b = [0, 0, 1, 1, 1, 2, 2, 2, 0, 2, 1, 3]
    let found = try ClusterAgreement(a, b)
    #expect(abs(found.normalisedMutualInformation - 0.5028909422035811) < 1e-12)
    #expect(abs(found.adjustedMutualInformation - 0.21669369518860437) < 1e-12)
    let back = try ClusterAgreement(b, a)
    #expect(abs(back.adjustedMutualInformation - found.adjustedMutualInformation) < 1e-12)
    let renamed = try ClusterAgreement(a, a.map { 9 - $0 })
    #expect(abs(renamed.normalisedMutualInformation - 1) < 1e-12)
    #expect(abs(renamed.adjustedMutualInformation - 1) < 1e-12)
    #expect(try ClusterAgreement([1, 1], [5, 5]).adjustedMutualInformation == 1)
    #expect(throws: MetricLearningError.self) { try ClusterAgreement([1], [1, 2]) }
  }

  @Test func separatedClassesArePerfect() throws {
    let noise = try RandomGenerator(seed: 4).normal([60, 5]) * 0.01
    let labels = (0..<60).map { $0 % 3 }
    let places = try Tensor(labels.flatMap { label in (0..<5).map { $0 == label ? Float(3) : 0 } })
    let points = try noise + places.reshaped([60, 5])
    let found = try EmbeddingFigures(of: points, labels: labels, seed: 1)
    #expect(found.retrieval.precisionAt1 == 1 && found.retrieval.mapAtR == 1)
    #expect(abs(found.agreement.adjustedMutualInformation - 1) < 1e-9)
    #expect(try #require(found.spread.silhouette) > 0.98)
    #expect(try EmbeddingFigures(of: points, labels: labels, seed: 1) == found)
  }

  @Test func noPairOfALabelIsRefused() throws {
    #expect(throws: MetricLearningError.self) {
      try Retrieval(of: Tensor.zeros([3, 2]), labels: [0, 1, 2])
    }
  }

  @Test func areaUnderTheCurve() throws {
    let area = auroc(positives: [0.9, 0.8, 0.4, 0.4], negatives: [0.4, 0.3, 0.35, 0.85, 0.1])
    #expect(abs(try #require(area) - 0.8) < 1e-12)
    #expect(auroc(positives: [2, 3], negatives: [1]) == 1)
    #expect(auroc(positives: [1], negatives: [1]) == 0.5)
    #expect(auroc(positives: [], negatives: [1]) == nil)
    #expect(auroc(positives: [.nan], negatives: [1]) == nil)
    #expect(auroc(positives: [.infinity], negatives: [.infinity, 0]) == 0.75)
  }
}
