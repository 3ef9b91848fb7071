import Classical
import Parts
import Testing
import Torch

/// What metrics and embeddings say of themselves.
@Suite("Registries of classical methods")
struct RegistryTests {
  private static let kinds: [any ClassicalKind] = MetricKind.all + EmbeddingKind.all

  @Test func namesAreUnique() {
    #expect(Set(Self.kinds.map(\.name)).count == Self.kinds.count)
    #expect(MetricKind.all.count == 11 && EmbeddingKind.all.count == 10)
  }

  @Test func everythingIsDescribedInASentence() {
    for kind in Self.kinds {
      for sentence in [kind.summary, kind.cost, kind.refusal] + kind.options.map(\.summary) {
        #expect(sentence.hasSuffix(".") && sentence.count < 100, "\(sentence)")
      }
      #expect(!kind.title.isEmpty && !kind.paper.isEmpty)
    }
  }

  @Test func unknownNamesAndValuesAreRefused() throws {
    let said = message { try MetricKind.make("lnca") }
    #expect(said.contains("(did you mean `nca`?); there are euclidean"))
    #expect(message { try EmbeddingKind.make("umap") }.contains("isomap"))
    let part = Part("lda", ["neighbours": 3])
    #expect(message { try MetricKind.make(part) }.contains("components, ridge"))
    #expect(message { try MetricKind.make(Part("rca", ["ridge": -1])) }.contains("-1"))
    #expect(
      message { try MetricKind.make(Part("lda", ["components": 2.5])) }.contains("whole"))
  }

  /// Stating an option's standard value changes nothing, so that what is documented is true.
  @Test(arguments: MetricKind.all) func standardsHoldWithoutThem(_ kind: MetricKind) throws {
    func bits(_ parameters: [String: Parameter]) throws -> [Double] {
      try MetricKind.make(Part(kind.name, parameters)).fit(Cloud().labelled()).map.matrix
        .values(Double.self)
    }
    let plain = try bits([:])
    for option in kind.options {
      guard let standard = option.standard else { continue }
      #expect(try bits([option.name: standard]) == plain, "\(option.name)")
    }
  }

  @Test(arguments: EmbeddingKind.all) func standardsHoldWithoutThem(_ kind: EmbeddingKind) throws {
    func bits(_ parameters: [String: Parameter]) throws -> [Double] {
      try EmbeddingKind.make(Part(kind.name, parameters)).fit(Points(Cloud().points))
        .coordinates.values(Double.self)
    }
    let plain = try bits([:])
    for option in kind.options {
      guard let standard = option.standard else { continue }
      #expect(try bits([option.name: standard]) == plain, "\(option.name)")
    }
  }

  /// What cannot be had of points is refused before they are read.
  @Test(arguments: [
    ("lfda:500", "500 components", "200 directions at most"),
    ("lda:16", "16 components", "16 classes of 200 features have at most 15"),
    ("lda:500", "500 components", "at most 15"), ("pca:201", "201 components", "200 directions"),
    ("kernel-pca:2000", "2000 components", "2000 points have at most 1999"),
    ("isomap:3000", "3000 components", "at most 1999"),
    ("isomap:neighbours=2000", "2000 neighbours", "Ask for 1999"),
    ("lpp:neighbours=0", "At least 1 neighbour", "got 0"),
    ("lfda:neighbours=9", "9 neighbours", "class 4 has 9 points, so 8 beside each"),
    ("lmnn:neighbours=9", "9 neighbours", "class 4 has 9 points"),
  ])
  func whatCannotBeHadIsRefusedAhead(_ text: String, _ words: String, _ more: String) throws {
    var classes = Dictionary(uniqueKeysWithValues: (1...16).map { ($0, 50) })
    (classes[4], classes[5]) = (9, 1)
    let ahead = PointsAhead(features: 200, points: 5000, classes: classes)
    let found = message { try MethodChoice(text).require(ahead) }
    #expect(found.contains(words) && found.contains(more), "\(found)")
  }

  @Test(arguments: MethodChoice.names) func whatCanBeHadIsNotRefusedAhead(_ name: String) throws {
    let cloud = try Cloud()
    try MethodChoice(name).require(
      PointsAhead(features: 6, points: 60, classes: [3: 20, 5: 20, 8: 20]))
    _ = try MethodChoice(name).fit(cloud.points, labels: cloud.labels)
  }

  /// Every embedding makes a picture, in two dimensions if it can.
  @Test(arguments: EmbeddingKind.all) func everyEmbeddingMakesAPicture(_ kind: EmbeddingKind) throws
  {
    let cloud = try Cloud()
    let (places, _) = try MethodChoice(picture: kind.name).coordinates(of: cloud.points)
    #expect(places.shape == [60, 2])
    #expect(try isFinite(places))
  }

  @Test func aPictureTakesEmbeddings() throws {
    let metric = message { try MethodChoice(picture: "lda") }
    #expect(metric.contains("no embedding `lda`") && metric.contains("tsne"), "\(metric)")
    #expect(message { try MethodChoice(picture: "tsne:3") }.contains("takes no number"))
    #expect(message { try MethodChoice("tsne") }.contains("no rule for points"))
    let zca = try MethodChoice(picture: "whitening:form=zca").coordinates(of: Cloud().points)
    #expect(zca.places.shape == [60, 6])
  }
}
