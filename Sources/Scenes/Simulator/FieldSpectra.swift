import Foundation

/// A field as it stands on the day: reflectance = gain · (ground + cover · (leaves − ground)).
struct FieldSpectra: Sendable {
  /// Class, 0-based.
  let groundClass: Int
  let isSurveyed: Bool
  /// Reflectance of bare ground, and of leaves less ground; one value a band.
  let ground: [Float]
  let contrast: [Float]
  /// Mean cover of the field.
  let cover: Float
  /// Illumination of the field against the scene's.
  let gain: Float
  /// Crop rows: amplitude of cover, and radians a pixel down and to the right.
  let amplitude: Float
  let wave: (row: Float, column: Float)
  let phase: Float

  /// - Parameter difficulty: how far fields of one class differ: 0…1 in the scenes of
  ///   `SceneSimulation`, up to 6 in random ones.
  init(
    _ field: FieldPattern.Field, pattern: FieldPattern, classes: [GroundClass],
    wavelengths: [Double], difficulty: Double
  ) {
    groundClass = pattern.groundClass(of: field)
    isSurveyed = pattern.isSurveyed(field)
    let kind = classes[groundClass]
    func draw(_ stream: UInt64) -> Double { Double(normal(pattern.bits(field, stream: stream))) }
    let spread = 0.4 + 1.2 * difficulty
    // Growth stage moves chlorophyll, water and cover together.
    let stage = draw(10)
    var leaf = kind.leaf
    leaf.chlorophyll *= max(0.2, 1 + spread * (0.02 * stage + 0.01 * draw(11)))
    leaf.water *= max(0.2, 1 + spread * (0.015 * stage + 0.01 * draw(12)))
    leaf.plateau *= 1 + spread * 0.015 * draw(13)
    var soil = kind.soil
    soil.brightness *= 1 + spread * 0.03 * draw(14)
    soil.residue = max(0, min(1, soil.residue + spread * 0.01 * draw(15)))
    cover = Float(max(0, min(1, kind.cover + spread * 0.012 * stage)))
    gain = Float(1 + spread * 0.025 * draw(16))
    let marks = wavelengths.map { kind.marks.transmission(at: $0, strength: 1) }
    ground = zip(wavelengths, marks).map { Float($1 * soil.reflectance(at: $0)) }
    contrast = zip(wavelengths, marks).map {
      Float($1 * (leaf.reflectance(at: $0) - soil.reflectance(at: $0)))
    }
    amplitude = Float(kind.rowAmplitude)
    let heading = pattern.uniform(field, stream: 17) * .pi
    let radians = 2 * Double.pi / kind.rowPeriod
    wave = (Float(radians * sin(heading)), Float(radians * cos(heading)))
    phase = Float(2 * .pi * pattern.uniform(field, stream: 18))
  }
}
