internal import Foundation

/// A simulated scene of random ground under a random sensor, in memory: what learners across scenes
/// are trained on.
///
/// Classes are mixtures of leaves and soil in families that differ little, with absorptions that are
/// theirs alone; fields of one class differ, borders mix, light varies from pixel to pixel. The sensor
/// has its own range, bands, noise and stripes.
package struct RandomScene: Sendable {
  /// Rows × columns × the sensor's bands.
  package let shape: CubeShape
  /// Of the bands, in nm.
  package let wavelengths: [Double]
  /// Reflectance in pixel order.
  package let values: [Float]
  /// From 1; 0 if not surveyed or mixed.
  package let labels: [UInt16]
  package let classes: Int

  /// - Parameters:
  ///   - classes: how many the scene may have.
  ///   - seed: same seed and sizes, same scene.
  /// - Throws: `SceneError` for sizes that make no scene.
  package init(rows: Int, columns: Int, classes: ClosedRange<Int>, seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed, stream: 0x51D)
    self.classes = Int.random(in: classes, using: &generator)
    let step = between(5, 20, &generator)
    wavelengths = Self.sensor(step: step, &generator)
    let simulation = try SceneSimulation(
      rows: rows, columns: columns, bands: wavelengths.count, classes: self.classes,
      seed: generator.next(), difficulty: generator.uniform())
    // From a quarter of the usual noise to four times as much.
    let loudness = 0.25 * pow(16, generator.uniform())
    let variety = between(0.5, 6, &generator)
    let renderer = SceneRenderer(
      simulation,
      sensor: SensorModel(
        wavelengths: wavelengths, step: step, seed: simulation.seed, loudness: loudness),
      classes: Self.ground(self.classes, &generator), variety: variety)
    let tile = renderer.tile(rows: 0..<rows, columns: 0..<columns)
    shape = CubeShape(rows: rows, columns: columns, bands: wavelengths.count)
    values = tile.cube.map { Float($0) * 1e-4 }
    labels = tile.labels
  }

  /// Band centres: of the whole range, of the visible and near infrared, or of a part.
  private static func sensor(step: Double, _ generator: inout SeededGenerator) -> [Double] {
    let (first, last): (Double, Double)
    switch generator.uniform() {
    case ..<0.6: (first, last) = (between(380, 450, &generator), between(2350, 2500, &generator))
    case ..<0.85: (first, last) = (between(390, 460, &generator), between(850, 1000, &generator))
    default:
      let start = between(400, 1500, &generator)
      (first, last) = (start, min(2500, start + between(500, 1200, &generator)))
    }
    // Half of the sensors come without the bands of water vapour.
    let isDry = generator.uniform() < 0.5
    return Swift.stride(from: first, through: last, by: step).filter {
      !isDry || !(1340...1440).contains($0) && !(1790...1960).contains($0)
    }
  }

  /// Families of classes; within one they differ by little.
  private static func ground(
    _ count: Int, _ generator: inout SeededGenerator
  ) -> [GroundClass] {
    let families = (0..<max(1, (count + Int.random(in: 1...2, using: &generator)) / 3)).map { _ in
      family(&generator)
    }
    let spread = between(0.05, 0.4, &generator)
    return (0..<count).map { index in
      var ground = index < families.count ? families[index] : families[index % families.count]
      guard index >= families.count else { return ground }
      func moved(_ value: Double, in range: ClosedRange<Double>) -> Double {
        let width = range.upperBound - range.lowerBound
        let new = value + spread * width * (generator.uniform() - 0.5)
        return min(range.upperBound, max(range.lowerBound, new))
      }
      ground.leaf.plateau = moved(ground.leaf.plateau, in: 0.25...0.65)
      ground.leaf.chlorophyll = moved(ground.leaf.chlorophyll, in: 0.1...1.4)
      ground.leaf.water = moved(ground.leaf.water, in: 0.2...1.4)
      ground.soil.brightness = moved(ground.soil.brightness, in: 0.1...0.6)
      ground.soil.iron = moved(ground.soil.iron, in: 0...1)
      ground.soil.clay = moved(ground.soil.clay, in: 0...1)
      ground.soil.carbonate = moved(ground.soil.carbonate, in: 0...1)
      ground.soil.residue = moved(ground.soil.residue, in: 0...1)
      ground.cover = moved(ground.cover, in: 0...1)
      ground.rowAmplitude = moved(ground.rowAmplitude, in: 0...0.16)
      ground.rowPeriod = moved(ground.rowPeriod, in: 2.2...5)
      if generator.uniform() < 0.4 { ground.marks.append(mark(&generator)) }
      return ground
    }
  }

  private static func family(_ generator: inout SeededGenerator) -> GroundClass {
    GroundClass(
      name: "",
      leaf: LeafMaterial(
        plateau: between(0.3, 0.6, &generator), chlorophyll: between(0.1, 1.4, &generator),
        water: between(0.2, 1.4, &generator)),
      soil: SoilMaterial(
        brightness: between(0.1, 0.6, &generator), iron: between(0, 1, &generator),
        clay: between(0, 1, &generator), carbonate: between(0, 1, &generator),
        residue: between(0, 1, &generator)),
      cover: between(0, 1, &generator), rowAmplitude: between(0, 0.14, &generator),
      rowPeriod: between(2.2, 5, &generator),
      marks: (0..<Int.random(in: 0...2, using: &generator)).map { _ in mark(&generator) })
  }

  /// An absorption of no known material.
  private static func mark(_ generator: inout SeededGenerator) -> AbsorptionFeature {
    AbsorptionFeature(
      centre: between(420, 2450, &generator), width: between(12, 120, &generator),
      depth: between(0.02, 0.25, &generator))
  }
}

private func between(_ low: Double, _ high: Double, _ generator: inout SeededGenerator) -> Double {
  low + (high - low) * generator.uniform()
}
