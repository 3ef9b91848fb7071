package import Scenes

/// A stream of random numbers, named by what draws from it. Each purpose has its own stream, so that
/// one more draw in one place does not shift the numbers of another.
package struct RandomStream: Hashable, Sendable, ExpressibleByStringLiteral {
  /// Where the stream begins among those of a seed.
  fileprivate let start: UInt64

  /// The stream of a name such as "report.embedding": its 64-bit FNV-1a hash.
  package init(_ name: String) {
    start = name.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }

  package init(stringLiteral name: String) {
    self.init(name)
  }

  private init(start: UInt64) {
    self.start = start
  }

  // The numbers of these were given by hand. They stay, so that a seed keeps its split.
  package static let split = RandomStream(start: 0x5311)
  package static let validation = RandomStream(start: 0x5312)
  package static let blocks = RandomStream(start: 0x5313)
  package static let folds = RandomStream(start: 0x5315)
  package static let forest = RandomStream(start: 0x5316)
}

extension SeededGenerator {
  /// The generator of one purpose; `part` separates its uses, for instance the epochs.
  package init(seed: UInt64, for purpose: RandomStream, part: Int = 0) {
    self.init(seed: seed, stream: purpose.start &+ UInt64(bitPattern: Int64(part)) &<< 16)
  }
}
