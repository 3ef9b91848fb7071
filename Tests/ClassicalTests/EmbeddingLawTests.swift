import Classical
import Parts
import Testing
import Torch

/// What holds for every embedding that the registry names.
@Suite("Laws of every embedding")
struct EmbeddingLawTests {
  private func fit(
    _ kind: EmbeddingKind, _ points: Tensor, _ parameters: [String: Parameter] = [:]
  ) throws -> FittedEmbedding {
    // Descent makes rounding grow, so that of t-SNE a part of its way is looked at.
    let few: [String: Parameter] = kind.name == "tsne" ? ["iterations": 20] : [:]
    return try EmbeddingKind.make(Part(kind.name, few.merging(parameters) { $1 }))
      .fit(Points(points))
  }

  /// t-SNE computes its way in single precision.
  private func tolerance(_ kind: EmbeddingKind) -> Double { kind.name == "tsne" ? 1e-3 : 1e-7 }

  private static let onGraphs = EmbeddingKind.all.filter {
    $0.options.contains { $0.name == "neighbours" }
  }
  private static let sampled = EmbeddingKind.all.filter {
    $0.newPoints != .refused && $0.options.contains { $0.name == "points" }
  }

  @Test(arguments: EmbeddingKind.all) func theOriginDoesNotMatter(_ kind: EmbeddingKind) throws {
    let cloud = try Cloud()
    let found = try difference(
      fit(kind, cloud.moved(by: 1000).points).coordinates, fit(kind, cloud.points).coordinates)
    #expect(found < tolerance(kind), "\(found)")
  }

  @Test(arguments: EmbeddingKind.all) func aConstantFeatureDoesNotMatter(_ kind: EmbeddingKind)
    throws
  {
    let cloud = try Cloud()
    let found = try difference(
      allDistances(fit(kind, cloud.withConstant(0.1).points).coordinates),
      allDistances(fit(kind, cloud.points).coordinates))
    #expect(found < tolerance(kind), "\(found)")
  }

  @Test(arguments: EmbeddingKind.all) func copiesAreNoFault(_ kind: EmbeddingKind) throws {
    let points = try Cloud().withCopies(5).points
    let found = try fit(kind, points).coordinates
    #expect(try isFinite(found) && found.shape[0] == 65)
    // Methods on all distances see copies alike; neighbours of a copy are others than its own, and
    // t-SNE parts copies on purpose.
    guard kind.name != "tsne", !Self.onGraphs.contains(where: { $0.name == kind.name }) else {
      return
    }
    let scale = try found.magnitude().max().item()
    #expect(
      try difference(
        found.slice(0, 60..<65) / .scalar(scale), found.slice(0, 0..<5) / .scalar(scale))
        < 1e-6)
  }

  @Test(arguments: EmbeddingKind.all) func featuresMayOutnumberPoints(_ kind: EmbeddingKind) throws
  {
    let found = try fit(kind, Cloud(count: 15, width: 40).points).coordinates
    #expect(try isFinite(found) && found.shape[0] == 15)
  }

  @Test(arguments: onGraphs) func moreNeighboursThanThereAreAreRefused(_ kind: EmbeddingKind) throws
  {
    let found = message { try fit(kind, Cloud().points, ["neighbours": 60]) }
    #expect(found.contains("60 neighbours") && found.contains("Ask for 59"), "\(found)")
    #expect(message { try fit(kind, Cloud().points, ["neighbours": 0]) }.contains("At least 1"))
  }

  /// A cloud of 40 points and one of 20, far apart.
  @Test(arguments: onGraphs) func aGraphInPartsIsRefused(_ kind: EmbeddingKind) throws {
    let points = try Tensor.concatenated(
      [Cloud(count: 40).points, Cloud(count: 20).points + 1000], along: 0)
    let found = message { try fit(kind, points, ["neighbours": 10]) }
    #expect(
      found.contains("2 parts") && found.contains("40 points (the first is 0)")
        && found.contains("20 points (the first is 40)")
        && found.contains("more neighbours (with 20 they"),
      "\(found)")
  }

  @Test(arguments: EmbeddingKind.all.filter { $0.components != nil })
  func moreComponentsThanThereAreAreRefused(
    _ kind: EmbeddingKind
  ) throws {
    #expect(try fit(kind, Cloud().points, ["components": 3]).coordinates.shape == [60, 3])
    let found = message { try fit(kind, Cloud().points, ["components": 60]) }
    #expect(found.contains("60 components"), "\(found)")
    #expect(message { try fit(kind, Cloud().points, ["components": 0]) }.contains("At least 1"))
  }

  @Test(arguments: EmbeddingKind.all.filter { !["lle", "laplacian", "tsne"].contains($0.name) })
  func pointsThatAreTheSameAreRefused(_ kind: EmbeddingKind) throws {
    let found = message {
      try fit(kind, Tensor.full(0.1, shape: [60, 3], type: .float64))
    }
    #expect(found.contains("All points are the same"), "\(found)")
  }

  @Test(arguments: EmbeddingKind.all) func theSameSeedGivesTheSameBits(_ kind: EmbeddingKind) throws
  {
    let first = try fit(kind, Cloud().points).coordinates.values(Double.self)
    #expect(try fit(kind, Cloud().points).coordinates.values(Double.self) == first)
  }

  /// What the registry says of new points holds.
  @Test(arguments: EmbeddingKind.all) func newPointsHaveTheirPlaceOrAreRefused(
    _ kind: EmbeddingKind
  )
    throws
  {
    let cloud = try Cloud()
    let fitted = try fit(kind, cloud.points)
    if kind.newPoints == .refused {
      #expect(message { try fitted.place(cloud.points) }.contains("has no rule"))
      return
    }
    #expect((fitted.linearMap != nil) == (kind.newPoints == .linear))
    var values = try cloud.points.to(.float32).values(Float.self)
    values[7] = .nan
    let found = try fitted.place(Tensor(values, shape: [60, 6]))
    #expect(try found.elementType == .float32 && found.shape == fitted.coordinates.shape)
    let rows = try found.isNaN().any(1).to(.float32).values(Float.self)
    #expect(rows == (0..<60).map { $0 == 1 ? 1 : 0 })
    #expect(message { try fitted.place(Tensor.zeros([2, 5])) }.contains("N × 6"))
  }

  /// Points learned from have the same place if they come again, except where a point's nearest is
  /// then itself.
  @Test(
    arguments: EmbeddingKind.all.filter {
      $0.newPoints != .refused && !["lle", "laplacian"].contains($0.name)
    })
  func knownPointsKeepTheirPlace(_ kind: EmbeddingKind) throws {
    let cloud = try Cloud()
    let fitted = try fit(kind, cloud.points)
    #expect(try difference(fitted.place(cloud.points), fitted.coordinates) < 1e-8)
  }

  @Test(arguments: sampled) func aSampleIsTold(_ kind: EmbeddingKind) throws {
    let fitted = try fit(kind, Cloud().points, ["points": 45])
    #expect(fitted.notes.contains { $0.contains("a sample of 45 of 60") }, "\(fitted.notes)")
    #expect(fitted.coordinates.shape[0] == 60)
    #expect(try isFinite(fitted.coordinates))
  }

  @Test func morePointsThanScalingTakesAreRefused() throws {
    let found = message { try SMACOF(most: 50).fit(Points(Cloud().points)) }
    #expect(found.contains("at most 50 points") && found.contains("got 60"), "\(found)")
  }

  @Test func theStressIsTold() throws {
    #expect(
      try SMACOF().fit(Points(Cloud().points)).notes.contains { $0.contains("Stress-1 is 0.") })
  }
}
