import Foundation

/// Green leaves: deep visible absorption, red edge, near-infrared plateau, water.
struct LeafMaterial {
  /// Reflectance of the near-infrared plateau.
  var plateau: Double
  /// Strength of the chlorophyll bands; 1 is a healthy leaf.
  var chlorophyll: Double
  /// Strength of the water bands; 1 is a turgid canopy.
  var water: Double

  func reflectance(at wavelength: Double) -> Double {
    // The red edge is an S about 715 nm that moves to longer waves with more chlorophyll (Horler,
    // Dockray and Barber, Int. J. Remote Sens. 4, 1983).
    let edge = 1 / (1 + exp(-(wavelength - 703 - 14 * chlorophyll) / 13))
    let visible =
      0.30 * Absorption.chlorophyll.transmission(at: wavelength, strength: chlorophyll)
    let continuum = plateau * (visible + (1 - visible) * edge)
    // Weaker scattering and the wings of the water bands lower the short-wave infrared.
    let decline = 1 - 0.36 * max(0, min(1, (wavelength - 900) / 1500)) * (0.6 + 0.4 * water)
    return continuum * decline
      * Absorption.leafWater.transmission(at: wavelength, strength: water)
      * Absorption.dryMatter.transmission(at: wavelength, strength: 0.25)
  }
}

/// What lies between the leaves: soil and dry plant residue.
struct SoilMaterial {
  /// Reflectance far in the infrared.
  var brightness: Double
  /// Strengths of the iron oxide, clay and carbonate bands.
  var iron: Double
  var clay: Double
  var carbonate: Double
  /// Part of the soil that is covered by straw and stubble, 0…1.
  var residue: Double

  func reflectance(at wavelength: Double) -> Double {
    let bare =
      brightness * (1 - exp(-(wavelength - 280) / 520))
      * Absorption.ironOxide.transmission(at: wavelength, strength: iron)
      * Absorption.clay.transmission(at: wavelength, strength: clay)
      * Absorption.carbonate.transmission(at: wavelength, strength: carbonate)
    let straw =
      0.42 * (1 - exp(-(wavelength - 250) / 430))
      * Absorption.dryMatter.transmission(at: wavelength, strength: 1)
      * Absorption.leafWater.transmission(at: wavelength, strength: 0.15)
    return (1 - residue) * bare + residue * straw
  }
}
