package import Scenes

/// The purposes that one seed serves, each with its own stream of numbers, so that a draw more in
/// one place does not shift the numbers of another.
package enum RandomStream: UInt64 {
  case split = 0x5311
  case validation
  case blocks
  case order
  case folds
  case forest
}

extension SeededGenerator {
  /// The generator of one purpose; `part` separates its uses, for instance the epochs.
  package init(seed: UInt64, for purpose: RandomStream, part: Int = 0) {
    self.init(seed: seed, stream: purpose.rawValue &+ UInt64(bitPattern: Int64(part)) &<< 16)
  }
}

/// The order in which an epoch visits `count` pixels: a permutation of 0..<count that depends on
/// the seed and on the epoch alone, so that a resumed run meets the order that it would have met.
public func epochOrder(count: Int, seed: UInt64, epoch: Int) -> [Int] {
  precondition(count >= 0, "order of \(count) pixels")
  var generator = SeededGenerator(seed: seed, for: .order, part: epoch)
  return Array(0..<count).shuffled(using: &generator)
}
