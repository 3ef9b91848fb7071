import Scenes

/// Numbers that are near enough to normal ones for additive noise, eight at once.
///
/// Each is the sum of four uniform 16-bit numbers (Irwin and Hall 1927): mean 0, deviation 1, never
/// beyond ±3.47. The bits come from eight generators xoshiro128+ side by side (Blackman and Vigna,
/// ACM TOMS 2021), which need only what vector units have.
struct Noise {
  private var s0: SIMD8<UInt32>
  private var s1: SIMD8<UInt32>
  private var s2: SIMD8<UInt32>
  private var s3: SIMD8<UInt32>

  /// Mean of the sum, 4 · 65535 / 2.
  private static let mean: Int32 = 131_070
  /// 1 / deviation of the sum, whose variance is 4 · (65536² − 1) / 12.
  private static let scale = 1 / Float((65536.0 * 65536 - 1) / 3).squareRoot()

  init(_ generator: inout SeededGenerator) {
    let lanes = {
      (generator: inout SeededGenerator) in
      SIMD8<UInt32>((0..<8).map { _ in UInt32(truncatingIfNeeded: generator.next() >> 32) })
    }
    s0 = lanes(&generator)
    s1 = lanes(&generator)
    s2 = lanes(&generator)
    // A generator whose state is all zero would stay there.
    s3 = lanes(&generator) | 1
  }

  @inline(__always)
  private mutating func bits() -> SIMD8<UInt32> {
    let result = s0 &+ s3
    let shifted = s1 &<< 9
    s2 ^= s0
    s3 ^= s1
    s1 ^= s2
    s0 ^= s3
    s2 ^= shifted
    s3 = (s3 &<< 11) | (s3 &>> 21)
    return result
  }

  @inline(__always)
  mutating func next() -> SIMD8<Float> {
    let first = bits()
    let second = bits()
    let sum = (first & 0xFFFF) &+ (first &>> 16) &+ (second & 0xFFFF) &+ (second &>> 16)
    return SIMD8<Float>(SIMD8<Int32>(truncatingIfNeeded: sum) &- Self.mean) * Self.scale
  }
}
