import Foundation

/// One absorption of a material: how much of the continuum it takes away, and where.
///
/// A spectrum is a continuum times Π (1 − depth · exp(−(λ − centre)² / 2 width²)), after the
/// continuum removal of Clark and Roush, J. Geophys. Res. 89 (1984).
struct AbsorptionFeature {
  /// Wavelength of strongest absorption in nm.
  var centre: Double
  /// Standard deviation in nm; full width at half maximum is 2.355 times as much.
  var width: Double
  /// Part of the continuum absorbed at the centre, 0…1.
  var depth: Double

  func transmission(at wavelength: Double, strength: Double) -> Double {
    let distance = (wavelength - centre) / width
    return 1 - min(0.98, depth * strength) * exp(-0.5 * distance * distance)
  }
}

extension [AbsorptionFeature] {
  /// The product over the features, each deepened by `strength`.
  func transmission(at wavelength: Double, strength: Double) -> Double {
    reduce(1) { $0 * $1.transmission(at: wavelength, strength: strength) }
  }
}

/// Absorptions of what covers the ground. Positions after the works named; widths and depths are
/// rounded from their figures to Gaussians.
enum Absorption {
  /// Chlorophyll a (430, 680 nm) and b (460, 640 nm): Curran, "Remote sensing of foliar
  /// chemistry", Remote Sens. Environ. 30 (1989), table 1.
  static let chlorophyll: [AbsorptionFeature] = [
    .init(centre: 430, width: 32, depth: 0.62), .init(centre: 460, width: 28, depth: 0.55),
    .init(centre: 640, width: 26, depth: 0.42), .init(centre: 680, width: 18, depth: 0.66),
  ]
  /// Liquid water of leaves at 970, 1200, 1450 and 1940 nm: Curran 1989; Gao and Goetz,
  /// J. Geophys. Res. 95 (1990).
  static let leafWater: [AbsorptionFeature] = [
    .init(centre: 970, width: 28, depth: 0.07), .init(centre: 1200, width: 42, depth: 0.14),
    .init(centre: 1450, width: 62, depth: 0.58), .init(centre: 1940, width: 85, depth: 0.74),
  ]
  /// Lignin at 1690 and 2270, cellulose at 2100 and 2340 nm: Curran 1989; Daughtry, "Discriminating
  /// crop residues from soil by shortwave infrared reflectance", Agron. J. 93 (2001).
  static let dryMatter: [AbsorptionFeature] = [
    .init(centre: 1690, width: 32, depth: 0.05), .init(centre: 2100, width: 48, depth: 0.18),
    .init(centre: 2270, width: 30, depth: 0.09), .init(centre: 2340, width: 28, depth: 0.10),
  ]
  /// Ferric oxide: crystal field at 530 (shoulder), 670 and 870 nm: Hunt, "Spectral signatures of
  /// particulate minerals", Geophysics 42 (1977).
  static let ironOxide: [AbsorptionFeature] = [
    .init(centre: 480, width: 55, depth: 0.30), .init(centre: 530, width: 38, depth: 0.20),
    .init(centre: 670, width: 45, depth: 0.08), .init(centre: 870, width: 75, depth: 0.15),
  ]
  /// Clay: OH at 1400, bound water at 1910, Al-OH at 2200 nm: Clark, "Spectroscopy of rocks and
  /// minerals", in Manual of Remote Sensing vol. 3 (1999), figures 9 and 14.
  static let clay: [AbsorptionFeature] = [
    .init(centre: 1400, width: 26, depth: 0.12), .init(centre: 1910, width: 40, depth: 0.17),
    .init(centre: 2165, width: 18, depth: 0.05), .init(centre: 2205, width: 20, depth: 0.17),
  ]
  /// Carbonate overtones near 2160 and 2335 nm (calcite): Clark 1999, figure 15.
  static let carbonate: [AbsorptionFeature] = [
    .init(centre: 2160, width: 22, depth: 0.04), .init(centre: 2335, width: 30, depth: 0.18),
  ]
}
