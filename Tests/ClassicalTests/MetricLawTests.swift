import Classical
import Parts
import Testing
import Torch

/// What holds for every metric that the registry names.
@Suite("Laws of every metric")
struct MetricLawTests {
  private func fit(
    _ kind: MetricKind, _ cloud: Cloud, _ parameters: [String: Parameter] = [:]
  ) throws -> FittedMap {
    try MetricKind.make(Part(kind.name, parameters)).fit(cloud.labelled())
  }

  /// Distances of the first 60 points under what is learned from all.
  private func distances(_ kind: MetricKind, _ cloud: Cloud) throws -> Tensor {
    try allDistances(fit(kind, cloud).map(cloud.points.slice(0, 0..<60)))
  }

  /// Rounding goes on through descent.
  private func tolerance(_ kind: MetricKind) -> Double {
    ["lmnn", "nca"].contains(kind.name) ? 1e-4 : 1e-8
  }

  @Test(arguments: MetricKind.all) func theOriginDoesNotMatter(_ kind: MetricKind) throws {
    let cloud = try Cloud()
    let found = try difference(distances(kind, cloud.moved(by: 1000)), distances(kind, cloud))
    #expect(found < tolerance(kind), "\(found)")
  }

  @Test(arguments: MetricKind.all) func aConstantFeatureDoesNotMatter(_ kind: MetricKind) throws {
    let cloud = try Cloud()
    // In binary, 0.1 has no end: its mean is off by a rounding.
    let found = try difference(distances(kind, cloud.withConstant(0.1)), distances(kind, cloud))
    #expect(found < tolerance(kind), "\(found)")
  }

  @Test(arguments: MetricKind.all) func copiesStayTogether(_ kind: MetricKind) throws {
    let cloud = try Cloud().withCopies(5)
    let placed = try fit(kind, cloud).map(cloud.points)
    #expect(try isFinite(placed))
    #expect(try difference(placed.slice(0, 60..<65), placed.slice(0, 0..<5)) == 0)
  }

  /// Fewer points than features: finite, and told if a matrix had to be made regular.
  @Test(arguments: MetricKind.all) func featuresMayOutnumberPoints(_ kind: MetricKind) throws {
    let cloud = try Cloud(count: 15, width: 40)
    let fitted = try fit(kind, cloud)
    #expect(try isFinite(fitted.map(cloud.points)))
    let isTold = ["rca", "lda", "lfda", "kissme", "mmc", "lpp"].contains(kind.name)
    let words = kind.name == "lpp" ? "Reduce the features" : "Singular"
    #expect(fitted.notes.contains { $0.contains(words) } == isTold, "\(fitted.notes)")
  }

  /// RCA compares no classes: one is as good as several.
  @Test(arguments: MetricKind.all.filter { $0.supervision != .none && $0.name != "rca" })
  func oneClassIsRefused(_ kind: MetricKind) throws {
    let cloud = Cloud(try Cloud().points, Array(repeating: 7, count: 60))
    let found = message { try fit(kind, cloud) }
    #expect(found.contains("class 7") && found.contains("two classes"), "\(found)")
  }

  @Test(arguments: MetricKind.all.filter { $0.supervision != .none })
  func aClassOfOnePointIsTold(_ kind: MetricKind) throws {
    let cloud = try Cloud()
    let fitted = try fit(kind, Cloud(cloud.points, [99] + cloud.labels.dropFirst()))
    #expect(try isFinite(fitted.map(cloud.points)))
    #expect(fitted.notes.contains { $0.contains("Class 99 has one point") }, "\(fitted.notes)")
  }

  @Test(arguments: MetricKind.all.filter { $0.supervision != .none && $0.name != "rca" })
  func classesOfOnePointAloneAreRefused(_ kind: MetricKind) throws {
    let cloud = Cloud(try Cloud(count: 4).points, [1, 2, 3, 4])
    let found = message { try fit(kind, cloud) }
    #expect(found.contains("one") || found.contains("nothing to invert"), "\(found)")
  }

  @Test(arguments: MetricKind.all.filter { $0.options.contains { $0.name == "neighbours" } })
  func moreNeighboursThanThereAreAreRefused(_ kind: MetricKind) throws {
    let found = message { try fit(kind, Cloud(), ["neighbours": 1000]) }
    #expect(found.contains("1000 neighbours") && found.contains("at most"), "\(found)")
    #expect(message { try fit(kind, Cloud(), ["neighbours": 0]) }.contains("At least 1"))
  }

  @Test(arguments: MetricKind.all.filter { $0.options.contains { $0.name == "components" } })
  func moreComponentsThanThereAreAreRefused(_ kind: MetricKind) throws {
    #expect(try fit(kind, Cloud(), ["components": 2]).map.outputs == 2)
    let found = message { try fit(kind, Cloud(), ["components": 7]) }
    #expect(found.contains("7 components") && found.contains("directions"), "\(found)")
    #expect(message { try fit(kind, Cloud(), ["components": 0]) }.contains("At least 1"))
  }

  @Test(arguments: MetricKind.all.filter { !["euclidean", "rca"].contains($0.name) })
  func pointsThatAreTheSameAreRefused(_ kind: MetricKind) throws {
    let cloud = Cloud(try Tensor.full(0.1, shape: [60, 3], type: .float64), try Cloud().labels)
    #expect(throws: ClassicalError.self) { try fit(kind, cloud) }
  }

  @Test(arguments: MetricKind.all.filter { $0.options.contains { $0.name == "points" } })
  func aSampleIsTold(_ kind: MetricKind) throws {
    let fitted = try fit(kind, Cloud(), ["points": 45])
    #expect(fitted.notes.contains { $0.contains("a sample of 45 of 60") }, "\(fitted.notes)")
    #expect(try fit(kind, Cloud()).notes.isEmpty)
  }

  @Test(arguments: MetricKind.all) func theSameSeedGivesTheSameBits(_ kind: MetricKind) throws {
    let first = try fit(kind, Cloud()).map.matrix.values(Double.self)
    #expect(try fit(kind, Cloud()).map.matrix.values(Double.self) == first)
  }

  @Test(arguments: MetricKind.all) func newPointsKeepTheirTypeAndTheirGaps(_ kind: MetricKind)
    throws
  {
    let cloud = try Cloud()
    let map = try fit(kind, cloud).map
    var values = try cloud.points.to(.float32).values(Float.self)
    values[7] = .nan
    let found = try map(Tensor(values, shape: [60, 6]))
    #expect(try found.elementType == .float32)
    let rows = try found.isNaN().any(1).to(.float32).values(Float.self)
    #expect(rows == (0..<60).map { $0 == 1 ? 1 : 0 })
    #expect(message { try map(Tensor.zeros([2, 5])) }.contains("N × 6"))
  }
}
