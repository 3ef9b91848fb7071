import Sampling
import Scenes
import Testing

/// Streams by name: no purpose shares its numbers with another, whatever the part.
@Suite struct RandomStreamTests {
  private func first(_ stream: RandomStream, _ part: Int = 0, seed: UInt64 = 0) -> UInt64 {
    var generator = SeededGenerator(seed: seed, for: stream, part: part)
    return generator.next()
  }

  @Test func streamsDoNotMeet() {
    let named: [RandomStream] = [
      .split, .validation, .blocks, .folds, .forest, "pretrain.batch", "pretrain.views",
      "finetune.batch", "finetune.views",
    ]
    let numbers = named.flatMap { stream in (0..<20_000).map { first(stream, $0) } }
    #expect(Set(numbers).count == numbers.count)
    #expect(first("a", seed: 1) != first("a", seed: 1 + 1 << 32))
    #expect(first("a", 3) == first(RandomStream("a"), 3))
  }

  /// A seed keeps the split that it drew in earlier versions.
  @Test func splitsKeepTheirNumbers() {
    var generator = SeededGenerator(seed: 7, stream: 0x5311)
    #expect(first(.split, seed: 7) == generator.next())
    var validation = SeededGenerator(seed: 7, stream: 0x5312)
    #expect(first(.validation, seed: 7) == validation.next())
  }
}
