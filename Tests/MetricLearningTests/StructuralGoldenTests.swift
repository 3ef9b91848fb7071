import MetricLearning
import Testing
import Torch

@Suite("Structural loss and diversity against reference values")
struct StructuralGoldenTests {
  @Test func structural() throws {
    let golden = try Golden.load()
    let expected = try golden.named("structural")
    let factors = try matrix(expected.matrix("factors"))
    let labels = try Tensor(golden.labels)
    let loss = StructuralLoss(margin: try expected.number("margin"))
    let found = try valueAndGradient(at: matrix(golden.embeddings)) {
      try loss($0.times(factors), labels)
    }
    #expect(relativeDifference([found.value], [expected.value]) < 1e-9)
    #expect(relativeDifference(found.gradient, expected.gradient.flatMap { $0 }) < 1e-9)
  }

  @Test(arguments: ["diversity.cosine", "diversity.rbf"])
  func diversity(_ name: String) throws {
    let expected = try Golden.load().named(name)
    let kernel: DiversityKernel =
      name == "diversity.cosine" ? .cosine : .rbf(scale: try expected.number("bandwidth"))
    let diversity = Diversity(kernel: kernel, epsilon: try expected.number("jitter"))
    let found = try valueAndGradient(at: matrix(expected.matrix("factors"))) { try diversity($0) }
    #expect(relativeDifference([found.value], [expected.value]) < 1e-9)
    #expect(relativeDifference(found.gradient, expected.gradient.flatMap { $0 }) < 1e-9)
  }
}
