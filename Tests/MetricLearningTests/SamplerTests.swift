import MetricLearning
import Parts
import Testing

@Suite("m samples a class")
struct SamplerTests {
  private let labels = (0..<60).map { $0 % 5 } + [5, 5]

  @Test(arguments: [(1, 6), (2, 3), (4, 0), (10, 6), (20, 2)])
  func everyBatchHasMOfEachOfPClasses(_ perClass: Int, _ classes: Int) {
    let sampler = PerClassSampler(labels: labels, perClass: perClass, classes: classes)
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<50 {
      let batch = sampler.batch(using: &generator)
      #expect(batch.count == sampler.batchSize)
      var counts: [Int: Int] = [:]
      for index in batch { counts[labels[index], default: 0] += 1 }
      #expect(counts.count == (classes == 0 ? 6 : classes))
      #expect(counts.values.allSatisfy { $0 == perClass })
      for (label, _) in counts where labels.count(where: { $0 == label }) >= perClass {
        let own = batch.filter { labels[$0] == label }
        #expect(Set(own).count == perClass, "a class that is large enough repeats no sample")
      }
    }
  }

  @Test func everySampleIsDrawnInTime() {
    let sampler = PerClassSampler(labels: labels, perClass: 2, classes: 3)
    var generator = SystemRandomNumberGenerator()
    var seen: Set<Int> = []
    for _ in 0..<2000 { seen.formUnion(sampler.batch(using: &generator)) }
    #expect(seen.count == labels.count)
  }

  @Test func theSameGeneratorGivesTheSameBatch() {
    struct Counter: RandomNumberGenerator {
      var state: UInt64
      mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state
      }
    }
    let sampler = PerClassSampler(labels: labels, perClass: 3)
    var (a, b) = (Counter(state: 5), Counter(state: 5))
    #expect(sampler.batch(using: &a) == sampler.batch(using: &b))
  }

  @Test func batchesAreStatedInWholeClasses() throws {
    #expect(try PerClassSampler(labels: labels, perClass: 4, batch: 12).classes == 3)
    for (perClass, batch, reason) in [
      (4, 10, "not divisible by the 4"), (4, 28, "needs 7 classes, and there are 6"),
      (0, 4, "not divisible"), (4, 0, "not divisible"),
    ] {
      let error = #expect(throws: MetricLearningError.self) {
        try PerClassSampler(labels: labels, perClass: perClass, batch: batch)
      }
      #expect(error?.message.contains(reason) == true)
    }
  }

  @Test func aClassTooSmallRepeats() {
    let sampler = PerClassSampler(labels: labels, perClass: 8)
    var generator = SystemRandomNumberGenerator()
    #expect(sampler.batch(using: &generator).count { labels[$0] == 5 } == 8)
  }
}
