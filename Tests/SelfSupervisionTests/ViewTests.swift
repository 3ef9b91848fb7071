import SelfSupervision
import Testing
import Torch

@Suite("Views and their spread")
struct ViewTests {
  private let patches: Tensor
  private let level: Tensor

  init() throws {
    patches = try RandomGenerator(seed: 1).normal([50, 3, 3, 20])
    level = try Tensor.full(5, shape: [20])
  }

  @Test func theSameSeedGivesTheSameViews() throws {
    let views = SpectralViews(bandDropout: 0.3, gain: 0.1, mixing: 0.2)
    func seen(_ seed: UInt64) throws -> [Float] {
      try views(patches, level: level, RandomGenerator(seed: seed)).values()
    }
    #expect(try seen(3) == seen(3))
    #expect(try seen(3) != seen(4))
    let plain = try SpectralViews()(patches, level: level, RandomGenerator(seed: 3))
    #expect(try plain.values(Float.self) == patches.values(Float.self))
  }

  /// A band that is taken away is so in all pixels of a patch; about the share asked for is.
  @Test func bandsAreTakenAwayWhole() throws {
    let views = try SpectralViews(bandDropout: 0.3)(
      patches, level: level, RandomGenerator(seed: 2))
    let gone = try views.equal(0).to(.float64)
    let pixels = try gone.sum(1).sum(1).values(Double.self)
    #expect(pixels.allSatisfy { $0 == 0 || $0 == 9 })
    let share = try gone.mean().item()
    #expect(0.25...0.35 ~= share)
    let kept = try (views - patches).magnitude() * (1 - gone).to(.float32)
    #expect(try kept.max().item() == 0)
  }

  /// A factor f on the values is (s + level)·f − level after standardisation.
  @Test func aGainIsOneOfTheValuesThemselves() throws {
    let views = try SpectralViews(gain: 0.05)(patches, level: level, RandomGenerator(seed: 2))
    let factors = try ((views + level) / (patches + level)).reshaped([50, 9, 20])
    let spread = try (factors - factors.mean(1, keep: true)).magnitude().max().item()
    #expect(spread < 1e-3)
    let ofBand = try factors.mean(1)
    let deviation = try (ofBand - 1).squared().mean().squareRoot().item()
    #expect(0.035...0.065 ~= deviation, "\(deviation)")
    // Neighbouring bands have nearly the same factor.
    let steps = try ofBand.slice(1, 1..<20) - ofBand.slice(1, 0..<19)
    #expect(try steps.squared().mean().squareRoot().item() < deviation / 2)
  }

  @Test func mixingStaysBetweenPatches() throws {
    let views = try SpectralViews(mixing: 0.4)(patches, level: level, RandomGenerator(seed: 2))
    #expect(try (views - patches).magnitude().max().item() > 0.1)
    let (least, most) = (try patches.min(0), try patches.max(0))
    #expect(try (views + 1e-5).greaterOrEqual(least).all().to(.float64).item() == 1)
    #expect(try (views - 1e-5).lessOrEqual(most).all().to(.float64).item() == 1)
  }

  @Test func bandsAreHiddenInRuns() throws {
    let hidden = try hiddenBands(200, 20, share: 0.25, run: 4, RandomGenerator(seed: 1))
    #expect(hidden.shape == [200, 20])
    let runs = try hidden.reshaped([200, 5, 4]).sum(2).values(Float.self)
    #expect(runs.allSatisfy { $0 == 0 || $0 == 4 })
    #expect(try hidden.sum(1).min().item() > 0)
    let none = try hiddenBands(9, 7, share: 1e-9, run: 3, RandomGenerator(seed: 1))
    #expect(try none.sum(1).min().item() > 0)
  }

  @Test func theSpreadTellsCollapseFromDirections() throws {
    let generator = try RandomGenerator(seed: 5)
    let wide = try EmbeddingSpread(of: generator.normal([400, 16]))
    #expect(wide.variation > 0.9 && wide.effectiveRank > 14 && !wide.isCollapsed)
    let line = try generator.normal([400, 1]).times(generator.normal([1, 16]))
    #expect(try EmbeddingSpread(of: line).effectiveRank < 1.01)
    #expect(try EmbeddingSpread(of: line).isCollapsed)
    let point = try EmbeddingSpread(of: Tensor.full(2, shape: [50, 16]))
    #expect(point.effectiveRank == 0 && point.variation < 1e-6 && point.isCollapsed)
  }
}
