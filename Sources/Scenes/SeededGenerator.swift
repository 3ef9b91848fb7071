/// A small reproducible random generator (SplitMix64; Steele, Lea and Flood, OOPSLA 2014).
///
/// `stream` separates independent uses of one seed, so that adding a draw in one place does not
/// shift the numbers of another.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var state: UInt64

  public init(seed: UInt64, stream: UInt64 = 0) {
    state = Self.mix(seed) ^ Self.mix(stream &+ 0x632B_E59B_D9B4_E019)
  }

  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return Self.mix(state)
  }

  /// Uniform in [0, 1), from 53 random bits.
  public mutating func uniform() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  private static func mix(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
