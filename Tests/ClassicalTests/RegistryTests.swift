import Classical
import Parts
import Testing
import Torch

/// What metrics and embeddings say of themselves.
@Suite("Registries of classical methods")
struct RegistryTests {
  private static let kinds: [any MethodKind] = MetricKind.all + EmbeddingKind.all

  @Test func namesAreUnique() {
    #expect(Set(Self.kinds.map(\.name)).count == Self.kinds.count)
    #expect(MetricKind.all.count == 11 && EmbeddingKind.all.count == 9)
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
}
