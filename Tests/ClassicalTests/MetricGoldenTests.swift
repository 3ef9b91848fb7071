import Classical
import Foundation
import Testing
import Torch

/// Metrics against reference values: closed forms to 1e-9; those found by descent by their objective,
/// its gradient and their result.
@Suite("Metrics against reference values")
struct MetricGoldenTests {
  /// A fitted map against what the case states: components, eigenvalues, new points, distances.
  private func expect(
    _ fitted: FittedMap, is name: String, isCentred: Bool = true, to tolerance: Double = 1e-9
  ) throws {
    let golden = try Golden.load()
    let outputs = try golden.named(name).outputs
    if outputs["components"] != nil {
      let found = try difference(fitted.map.matrix, outputs.rows("components"))
      #expect(found < tolerance, "components: \(found)")
    }
    if outputs["eigenvalues"] != nil, !fitted.values.isEmpty, name != "kissme" {
      let found = try difference(fitted.values, outputs.list("eigenvalues"))
      #expect(found < tolerance, "eigenvalues: \(found)")
    }
    if outputs["metric"] != nil {
      let found = try difference(fitted.map.metric(), outputs.rows("metric"))
      #expect(found < tolerance, "metric: \(found)")
    }
    if outputs["transformed"] != nil {
      var placed = try fitted.map(matrix(golden.newPoints))
      if !isCentred {
        placed = try placed + fitted.map.centre.times(fitted.map.matrix.transposed())
      }
      let found = try difference(placed, outputs.rows("transformed"))
      #expect(found < tolerance, "new points: \(found)")
    }
    let own = try distances(fitted.map(matrix(golden.points)), golden)
    let found = try difference(own, outputs.numbers("distances"))
    #expect(found < tolerance, "distances: \(found)")
  }

  @Test func everyCaseIsTested() throws {
    let metrics: Set<String> = [
      "euclidean", "whitening.zca", "rca", "rca.classes", "lda.eigen", "lda.svd", "lfda.weighted",
      "lfda.orthonormalized", "lfda.plain", "lpp", "lpp.centred", "kissme", "itml", "itml.onePass",
      "mmc", "mmc.diagonal", "lmnn", "lmnn.identity", "lmnn.solution", "nca", "nca.log",
    ]
    // `TSNETests` have t-SNE.
    let all = metrics.union(EmbeddingGoldenTests.names).union(["tsneAffinities"])
    #expect(try Set(Golden.load().cases.keys) == all)
  }

  @Test func euclidIsTheIdentity() throws {
    try expect(Euclid().fit(Golden.load().labelled()), is: "euclidean")
  }

  @Test func mahalanobis() throws {
    try expect(CovarianceMetric().fit(Golden.load().labelled()), is: "whitening.zca")
  }

  @Test(arguments: ["rca", "rca.classes"]) func relevantComponents(_ name: String) throws {
    let golden = try Golden.load()
    let chunklets = try golden.named(name).parameters.list("chunklets").map { Int($0) }
    let rows = chunklets.indices.filter { chunklets[$0] >= 0 }
    let points = try LabelledPoints(
      matrix(rows.map { golden.points[$0] }), labels: rows.map { chunklets[$0] })
    try expect(RCA().fit(points), is: name, isCentred: false)
  }

  @Test func discriminantAnalysis() throws {
    let fitted = try LDA().fit(Golden.load().labelled())
    try expect(fitted, is: "lda.svd")
    try expect(fitted, is: "lda.eigen", isCentred: false)
  }

  /// The nearest class mean after LDA, with priors, is the linear discriminant function.
  @Test func theNearestMeanAfterDiscriminantAnalysisIsTheLinearRule() throws {
    let golden = try Golden.load()
    let fitted = try LDA().fit(golden.labelled())
    let outputs = try golden.named("lda.svd").outputs
    let means = try fitted.map(matrix(outputs.rows("classMeans")))
    let squares = try fitted.map(matrix(golden.newPoints)).pairwiseDistances(to: means).squared()
    let priors = (0..<4).map { label in
      Double(golden.labels.count { $0 == label }) / Double(golden.labels.count)
    }
    let scores = try Tensor(priors, shape: [1, 4]).log() - squares * 0.5
    let found = try scores.argmax(1).values(Int64.self).map { Double($0) }
    #expect(try found == outputs.list("predictedNew"))
  }

  @Test(arguments: LFDA.Scaling.allCases) func localDiscriminantAnalysis(_ scaling: LFDA.Scaling)
    throws
  {
    let fitted = try LFDA(components: 3, neighbours: 5, scaling: scaling)
      .fit(Golden.load().labelled())
    try expect(fitted, is: "lfda.\(scaling)", isCentred: false)
  }

  @Test(arguments: ["lpp", "lpp.centred"]) func localityPreservingProjection(_ name: String) throws
  {
    let golden = try Golden.load()
    let width = try golden.named(name).parameters.number("t")
    let fitted = try LPP(components: 3, width: width, isCentred: name == "lpp.centred")
      .fit(Points(matrix(golden.points)))
    try expect(fitted, is: name)
  }

  @Test func likelihoodRatioOfPairs() throws {
    let golden = try Golden.load()
    try expect(
      KISSME().fit(Points(matrix(golden.points)), pairs: golden.pairsOfPoints()), is: "kissme")
  }

  @Test(arguments: ["itml", "itml.onePass"]) func informationTheoretic(_ name: String) throws {
    let golden = try Golden.load()
    let parameters = try golden.named(name).parameters
    let bounds = try parameters.list("bounds")
    let metric = try ITML(
      gamma: parameters.number("gamma"), bounds: (bounds[0], bounds[1]),
      passes: Int(parameters.number("passes")), isShuffled: false)
    let fitted = try metric.fit(Points(matrix(golden.points)), pairs: golden.pairsOfPoints())
    try expect(fitted, is: name)
    #expect(fitted.notes.isEmpty == (name == "itml"))
  }

  /// By its objective tightly, by its matrix loosely: the optimum is flat.
  @Test func spreadOfUnlikePairs() throws {
    let golden = try Golden.load()
    let points = try Points(matrix(golden.points))
    let pairs = try golden.pairsOfPoints()
    let fitted = try MMC(tolerance: 1e-12).fit(points, pairs: pairs)
    let sums = try sums(fitted.map, points, pairs)
    let outputs = try golden.named("mmc").outputs
    #expect(abs(sums.similar - 1) < 1e-9)
    #expect(try difference([sums.dissimilar], [outputs.number("objective")]) < 1e-9)
    try expect(fitted, is: "mmc", to: 1e-4)
  }

  /// The diagonal form has the paper's other objective, whose optimum halves the sum of similar
  /// pairs.
  @Test func spreadByWeightsOfFeatures() throws {
    let golden = try Golden.load()
    let points = try Points(matrix(golden.points))
    let pairs = try golden.pairsOfPoints()
    let fitted = try MMC(isDiagonal: true, tolerance: 1e-12).fit(points, pairs: pairs)
    let sums = try sums(fitted.map, points, pairs)
    let outputs = try golden.named("mmc.diagonal").outputs
    let objective = 0.5 - log(sums.dissimilar * 0.5.squareRoot())
    #expect(abs(sums.similar - 1) < 1e-9)
    #expect(try difference([objective], [outputs.number("objective")]) < 1e-9)
    let weights = try (fitted.map.metric() * 0.5).diagonal().values(Double.self)
    #expect(try difference(weights, outputs.list("weights")) < 1e-4)
  }

  /// Σ d² of similar and Σ d of dissimilar pairs.
  private func sums(_ map: LinearMap, _ points: Points, _ pairs: PointPairs) throws -> (
    similar: Double, dissimilar: Double
  ) {
    let placed = try map(points.matrix)
    func lengths(_ pairs: [PointPairs.Pair]) throws -> [Double] {
      try
        (placed.selecting(Tensor(pairs.map { Int64($0.first) }), along: 0)
        - placed.selecting(Tensor(pairs.map { Int64($0.second) }), along: 0))
        .norm(1).values(Double.self)
    }
    return (
      try lengths(pairs.similar).reduce(0) { $0 + $1 * $1 },
      try lengths(pairs.dissimilar).reduce(0, +)
    )
  }
}
