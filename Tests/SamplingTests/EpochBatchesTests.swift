import Sampling
import Testing

@Suite struct EpochBatchesTests {
  private func batches(_ count: Int, size: Int, seed: UInt64 = 1, name: String = "a")
    -> EpochBatches
  {
    EpochBatches(count: count, size: size, seed: seed, stream: RandomStream(name))
  }

  private func epoch(_ batches: EpochBatches, _ epoch: Int = 0) -> [[Int]] {
    (0..<batches.perEpoch).map { Array(batches.batch(epoch * batches.perEpoch + $0)) }
  }

  @Test(arguments: [(45, 2), (45, 16), (7, 7), (8, 100), (5, 1)])
  func everyPixelIsVisitedOnceAnEpochInEvenBatches(count: Int, size: Int) {
    let batches = batches(count, size: size)
    for number in 0..<3 {
      let drawn = epoch(batches, number)
      #expect(drawn.flatMap { $0 }.sorted() == Array(0..<count))
      let sizes = drawn.map(\.count)
      #expect(sizes.max().map { $0 <= size } == true)
      #expect(sizes.min() == batches.smallest)
      #expect(sizes.allSatisfy { $0 - batches.smallest <= 1 })
    }
  }

  @Test func everyEpochSeedAndStreamHasAnOrderOfItsOwn() {
    let first = epoch(batches(100, size: 30)).flatMap { $0 }
    #expect(first != Array(0..<100))
    #expect(first == epoch(batches(100, size: 30)).flatMap { $0 })
    #expect(first != epoch(batches(100, size: 30), 1).flatMap { $0 })
    #expect(first != epoch(batches(100, size: 30, seed: 2)).flatMap { $0 })
    #expect(first != epoch(batches(100, size: 30, name: "b")).flatMap { $0 })
  }
}
