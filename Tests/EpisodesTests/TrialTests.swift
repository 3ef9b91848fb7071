import Episodes
import Sampling
import Testing
import Torch

@Suite("Heads judged over episodes")
struct TrialTests {
  private let heads: [any Head] = [PrototypicalHead(), NearestNeighbourHead()]

  private func trial(_ features: (Int) -> [Float]) throws -> EpisodeTrial {
    let ground = SamplerTests.stripes()
    let pixels = ground.classes.flatMap(\.pixels)
    let sampler = try EpisodeSampler(
      [ground], EpisodeShape(ways: 4, shots: 2, queries: 5), seed: 1, stream: "test")
    return try EpisodeTrial(
      sampler, pixels: pixels,
      features: Tensor(pixels.flatMap(features), shape: [pixels.count, 2]))
  }

  /// Features that tell the classes apart without error, and features that tell nothing.
  @Test func accuraciesAreThoseOfTheFeatures() throws {
    let right = try trial { [Float($0 % 40 / 4), 0] }.accuracies(of: heads, episodes: 20)
    #expect(right == Array(repeating: Array(repeating: 1, count: 20), count: 2))
    // Equal scores go to the first class, which a quarter of the queries is of.
    let blind = try trial { _ in [1, 1] }.accuracies(of: heads, episodes: 20)
    #expect(blind.flatMap { $0 }.allSatisfy { $0 == 0.25 })
  }

  @Test func anInterruptedTrialReturnsWhatIsDone() throws {
    var done = 0
    let found = try trial { [Float($0 % 40), 0] }.accuracies(
      of: heads, episodes: 20, progress: { done = $0 }, isInterrupted: { done == 3 })
    #expect(found.map(\.count) == [3, 3])
  }

  @Test func featuresOfAllPixelsAreNeeded() throws {
    let sampler = try EpisodeSampler(
      [SamplerTests.stripes()], EpisodeShape(), seed: 1, stream: "test")
    #expect(throws: EpisodeError.self) {
      try EpisodeTrial(sampler, pixels: [0, 1], features: Tensor.zeros([3, 2]))
    }
    let trial = try EpisodeTrial(sampler, pixels: [0], features: Tensor.zeros([1, 2]))
    #expect(throws: EpisodeError.self) { try trial.episode(0) }
  }
}
