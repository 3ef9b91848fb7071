import Foundation

/// What the instrument adds: its bands, their noise, and stripes along the columns.
struct SensorModel: Sendable {
  /// Band centres in nm.
  let wavelengths: [Double]
  /// Full widths at half maximum in nm.
  let widths: [Double]
  /// Standard deviation of the noise of a pixel, in reflectance.
  let noise: [Float]
  private let seed: UInt64

  /// Bands evenly from 400 to 2500 nm.
  init(bands: Int, seed: UInt64, difficulty: Double) {
    let step = bands > 1 ? 2100 / Double(bands - 1) : 0
    self.init(
      wavelengths: (0..<bands).map { bands > 1 ? 400 + Double($0) * step : 1450 }, step: step,
      seed: seed, loudness: 0.5 + difficulty)
  }

  /// - Parameters:
  ///   - step: usual distance of two bands, in nm.
  ///   - loudness: what the usual noise is multiplied by.
  init(wavelengths: [Double], step: Double, seed: UInt64, loudness: Double) {
    self.wavelengths = wavelengths
    widths = wavelengths.map { _ in max(1, step * 1.1) }
    noise = wavelengths.map { Float(Self.noise(at: $0) * loudness) }
    self.seed = seed
  }

  /// Noise grows where the atmosphere lets little light through (water vapour near 1390 and
  /// 1880 nm, less near 940 and 1130; Gao and Goetz 1990), and at both ends of the detectors.
  private static func noise(at wavelength: Double) -> Double {
    func bump(_ centre: Double, _ width: Double) -> Double {
      exp(-0.5 * ((wavelength - centre) / width) * ((wavelength - centre) / width))
    }
    return 0.004
      * (1 + 7 * bump(1390, 35) + 9 * bump(1880, 45) + 0.8 * bump(940, 20) + bump(1130, 22)
        + 3 * exp(-(wavelength - 400) / 40) + 3 * exp((wavelength - 2500) / 60))
  }

  /// Offset of each column's detector in each band, in reflectance: `columns` × bands. One column
  /// in 64 is poorly calibrated.
  func stripes(columns: Range<Int>) -> [Float] {
    var offsets: [Float] = []
    offsets.reserveCapacity(columns.count * noise.count)
    for column in columns {
      let isPoor = mixed(seed ^ 0xC01 &+ UInt64(column) << 20) % 64 == 0
      for band in noise.indices {
        let bits = mixed(seed ^ UInt64(column) << 24 ^ UInt64(band))
        offsets.append(normal(bits) * noise[band] * (isPoor ? 1.2 : 0.35))
      }
    }
    return offsets
  }
}

/// Nearly normal, of mean 0 and variance 1: the sum of four uniform numbers, which needs 64 bits
/// and no logarithm; it never exceeds 3.5.
@inline(__always)
func normal(_ bits: UInt64) -> Float {
  let sum =
    Int32(truncatingIfNeeded: bits & 0xFFFF) &+ Int32(truncatingIfNeeded: bits >> 16 & 0xFFFF)
    &+ Int32(truncatingIfNeeded: bits >> 32 & 0xFFFF) &+ Int32(truncatingIfNeeded: bits >> 48)
  return Float(sum &- 131_070) * 2.642_9e-5
}
