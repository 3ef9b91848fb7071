import MetricLearning
import Testing
import Torch

/// Other distances, reducers and parameters on the reference batch, against values of
/// pytorch-metric-learning 2.9.0 in float64.
@Suite("Variants of the losses")
struct VariantTests {
  private static func variants() throws -> [(String, any MetricLoss, Double)] {
    [
      ("swap", TripletMarginLoss(margin: 0.2, swap: true), 0.4107166712871703),
      (
        "triplets of cosines", TripletMarginLoss(margin: 0.2, distance: CosineSimilarity()),
        0.40080483707291054
      ),
      ("cosine", ContrastiveLoss(distance: CosineSimilarity()), 0.9629484144494111),
      ("Manhattan", ContrastiveLoss(distance: LpDistance.manhattan), 1.2490920326628452),
      ("Chebyshev", ContrastiveLoss(distance: LpDistance.chebyshev), 1.2686304193536642),
      (
        "squared L3", ContrastiveLoss(distance: try LpDistance(p: 3, power: 2, normalised: false)),
        11.400862254972182
      ),
      ("lifted cosine", LiftedStructureLoss(distance: CosineSimilarity()), 1.7648731966451956),
      (
        "multi-similarity of distances", try MultiSimilarityLoss(distance: LpDistance.euclidean),
        1.1836004753031912
      ),
      ("SupCon of distances", try SupConLoss(distance: LpDistance.euclidean), 3.6324281928800337),
      ("NCA of cosines", try NCALoss(distance: CosineSimilarity()), 1.283962677758348),
      ("NT-Xent per anchor", try NTXentLoss(reducer: PerAnchorReducer()), 4.037565715663329),
      ("sum", ContrastiveLoss(reducer: SumReducer()), 63.26075470775011),
      (
        "threshold", ContrastiveLoss(reducer: try ThresholdReducer(low: 0.2, high: 0.9)),
        1.0673923762794948
      ),
      ("per anchor", ContrastiveLoss(reducer: PerAnchorReducer()), 1.0393829771108027),
      (
        "class weights",
        ContrastiveLoss(reducer: try ClassWeightedReducer(weights: [1, 2, 0.5, 3])),
        1.5108281875929679
      ),
      (
        "margin of cosines", try MarginLoss(beta: 0.5, distance: CosineSimilarity()),
        0.3462457070863359
      ),
    ]
  }

  @Test func valuesEqualTheReference() throws {
    let golden = try Golden.load()
    let points = try matrix(golden.embeddings)
    for (name, loss, expected) in try Self.variants() {
      let value = try loss(points, Tensor(golden.labels)).item()
      #expect(relativeDifference([value], [expected]) < 1e-9, "\(name): \(value)")
    }
  }

  @Test func mahalanobisIsEuclideanAtFirstAndFollowsItsMatrix() throws {
    let points = try Batch(seed: 2).points
    let plain = try points.pairwiseDistances(to: points).values(Double.self)
    let learned = try MahalanobisDistance(learnedIn: 6)
    #expect(relativeDifference(try learned(points, points).values(Double.self), plain) < 1e-12)
    #expect(learned.state.map(\.path) == ["factor"])
    let four = try Tensor.identity(6, type: .float64) * 4
    let given = try MahalanobisDistance(matrix: four)
    let doubled = try given(points, points).values(Double.self)
    #expect(relativeDifference(doubled, plain.map { $0 * 2 }) < 1e-12)
    #expect(given.state.isEmpty)
    #expect(throws: MetricLearningError.self) { try MahalanobisDistance(matrix: -four) }
  }
}

/// Three batches of 8 of the reference points against a memory of 20.
@Suite("Cross-batch memory")
struct CrossBatchMemoryTests {
  @Test func valuesEqualTheReference() throws {
    let golden = try Golden.load()
    let points = try matrix(golden.embeddings)
    let labels = try Tensor(golden.labels)
    let cases: [(any PairLoss, [Double])] = [
      (ContrastiveLoss(), [1.1363892186515454, 1.330575705648505, 1.2198756556947554]),
      (try NTXentLoss(), [3.2417241016379683, 5.7946970150781, 3.163720722942831]),
    ]
    for (loss, expected) in cases {
      let memory = try CrossBatchMemory(loss, capacity: 20)
      for (start, value) in zip([0, 8, 4], expected) {
        let batch = try points.slice(0, start..<(start + 8))
        let own = try labels.slice(0, start..<(start + 8))
        let found = try memory(batch, own).item()
        #expect(relativeDifference([found], [value]) < 1e-9, "\(found)")
        #expect(try memory(batch, own).item() == found, "evaluating remembers nothing")
        try memory.observe(batch, own)
      }
      #expect(memory.count == 20)
    }
  }

  @Test func lossesThatRankABatchAreRefused() throws {
    #expect(throws: MetricLearningError.self) { try CrossBatchMemory(NPairsLoss()) }
  }
}
