import Classical
import Testing
import Torch

/// Embeddings against reference values, to 1e-9.
@Suite("Embeddings against reference values")
struct EmbeddingGoldenTests {
  static let names: Set<String> = [
    "pca", "whitening.pca", "whitening.zca", "fastICA", "kernelPCA", "classicalMDS",
    "classicalMDS.cityblock", "smacof", "lle", "laplacianEigenmaps.unnormalised",
    "laplacianEigenmaps", "laplacianEigenmaps.heat", "isomap",
  ]

  /// A fitted embedding against what the case states.
  ///
  /// - Parameter skipping: eigenvalues that come before those of the coordinates.
  private func expect(
    _ fitted: FittedEmbedding, is name: String, skipping: Int = 0, to tolerance: Double = 1e-9
  ) throws {
    let golden = try Golden.load()
    let outputs = try golden.named(name).outputs
    if outputs["embedding"] != nil {
      let found = try difference(fitted.coordinates, outputs.rows("embedding"))
      #expect(found < tolerance, "embedding: \(found)")
    }
    if outputs["eigenvalues"] != nil {
      let expected = try Array(outputs.list("eigenvalues").dropFirst(skipping))
      let found = difference(fitted.values, expected)
      #expect(found < tolerance, "eigenvalues: \(found)")
    }
    if outputs["transformed"] != nil {
      let found = try difference(
        fitted.place(matrix(golden.newPoints)), outputs.rows("transformed"))
      #expect(found < tolerance, "new points: \(found)")
    }
    let own = try distances(fitted.coordinates, golden)
    let found = try difference(own, outputs.numbers("distances"))
    #expect(found < tolerance, "distances: \(found)")
  }

  private func points() throws -> Points { try Points(matrix(Golden.load().points)) }

  @Test func principalComponents() throws {
    try expect(PCA(components: 3).fit(points()), is: "pca")
    let outputs = try Golden.load().named("pca").outputs
    let all: FittedMap = try PCA().fit(Moments.of(points().matrix))
    #expect(try difference(all.map.matrix, outputs.rows("components")) < 1e-9)
    #expect(try difference(all.values, outputs.list("explainedVariance")) < 1e-9)
    #expect(
      try difference(all.map.centre.values(Double.self), outputs.list("mean")) < 1e-9)
    // The least number of components that holds the share wanted.
    let shares = try outputs.list("explainedVarianceRatio")
    let half = try PCA(share: shares[0] + shares[1] / 2).fit(points())
    #expect(half.values.count == 2)
  }

  @Test func whitening() throws {
    try expect(Whitening(components: 3).fit(points()), is: "whitening.pca")
    try expect(Whitening(form: .zca).fit(points()), is: "whitening.zca")
  }

  /// The reference's whitening rows have signs of their own, which the start is turned by. Its
  /// rounds are counted: after so many it is still 4e-8 from where it ends.
  @Test func independentComponents() throws {
    let golden = try Golden.load()
    let own = try golden.named("fastICA")
    let rounds = try Int(own.outputs.number("roundsTo1e14"))
    let whitening: FittedMap = try Whitening(components: 3).fit(Moments.of(points().matrix))
    let signs = try (whitening.map.matrix * matrix(own.outputs.rows("whitening"))).sum(1).sign()
    let start = try matrix(own.parameters.rows("wInit")) * signs.unsqueezed(0)
    let fitted = try FastICA(components: 3, iterations: rounds, tolerance: 0)
      .fit(points(), start: start)
    try expect(fitted, is: "fastICA")
    let found = try #require(fitted.linearMap)
    #expect(try difference(found.matrix, own.outputs.rows("components")) < 1e-9)
  }

  @Test func kernelComponents() throws {
    try expect(KernelPCA(components: 3, gamma: 0.03).fit(points()), is: "kernelPCA")
  }

  @Test(arguments: ClassicalMDS.Distance.allCases)
  func classicalScaling(_ distance: ClassicalMDS.Distance) throws {
    try expect(
      ClassicalMDS(components: 3, distance: distance).fit(points()),
      is: distance == .euclidean ? "classicalMDS" : "classicalMDS.cityblock")
  }

  @Test func stressMajorisation() throws {
    let golden = try Golden.load()
    let own = try golden.named("smacof")
    let run = try SMACOF(iterations: 10, tolerance: 0)
      .run(points(), from: matrix(own.parameters.rows("start")))
    #expect(try difference(run.stress, own.outputs.list("stress")) < 1e-9)
    #expect(try difference([run.normalisedStress], [own.outputs.number("stress1")]) < 1e-9)
    #expect(try difference(run.places, own.outputs.rows("embedding")) < 1e-9)
    // From classical scaling it ends lower than ten steps from a random start.
    let fitted = try SMACOF().run(
      points(), from: ClassicalMDS().fit(points()).coordinates)
    #expect(fitted.stress.last ?? .infinity < run.stress.last ?? 0)
  }

  @Test func locallyLinear() throws {
    try expect(
      LocallyLinearEmbedding(components: 3, neighbours: 8).fit(points()), is: "lle", skipping: 1)
  }

  @Test func laplacian() throws {
    try expect(
      LaplacianEigenmaps(components: 3, neighbours: 8).fit(points()),
      is: "laplacianEigenmaps", skipping: 1)
    try expect(
      LaplacianEigenmaps(components: 3, neighbours: 8, isNormalised: false).fit(points()),
      is: "laplacianEigenmaps.unnormalised", skipping: 1)
    let width = try Golden.load().named("laplacianEigenmaps.heat").parameters.number("t")
    try expect(
      LaplacianEigenmaps(components: 3, neighbours: 8, weights: .heat, width: width).fit(points()),
      is: "laplacianEigenmaps.heat", skipping: 1)
  }

  @Test func isomap() throws {
    try expect(Isomap(neighbours: 8).fit(points()), is: "isomap")
  }
}
