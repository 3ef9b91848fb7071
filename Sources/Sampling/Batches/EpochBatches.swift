internal import Scenes

/// Shuffled batches that visit every pixel once an epoch. The batch of a step follows from the seed
/// and the step alone, so that a resumed training draws what it would have drawn.
///
/// The batches of an epoch differ in size by one at most. A last batch of a few pixels would give
/// batch norm a variance of next to nothing, and spoil the statistics that inference uses.
package final class EpochBatches {
  private let count: Int
  /// Batches an epoch.
  package let perEpoch: Int
  private let seed: UInt64
  private let stream: RandomStream
  /// The order of one epoch, which all of its steps share.
  private var shuffled: (epoch: Int, order: [Int])?

  /// - Parameters:
  ///   - count: pixels.
  ///   - size: pixels of a batch at most, from 1.
  ///   - stream: of the orders of all epochs.
  package init(count: Int, size: Int, seed: UInt64, stream: RandomStream) {
    precondition(count > 0 && size > 0, "batches of \(size) of \(count) pixels")
    self.count = count
    perEpoch = (count + size - 1) / size
    self.seed = seed
    self.stream = stream
  }

  /// Pixels of the smallest batch.
  package var smallest: Int { count / perEpoch }

  /// Indices from 0 of the pixels of a step.
  package func batch(_ step: Int) -> ArraySlice<Int> {
    let (epoch, place) = step.quotientAndRemainder(dividingBy: perEpoch)
    let order = order(of: epoch)
    return order[(place * count / perEpoch)..<((place + 1) * count / perEpoch)]
  }

  private func order(of epoch: Int) -> [Int] {
    if let shuffled, shuffled.epoch == epoch { return shuffled.order }
    var generator = SeededGenerator(seed: seed, for: stream, part: epoch)
    let order = Array(0..<count).shuffled(using: &generator)
    shuffled = (epoch, order)
    return order
  }
}
