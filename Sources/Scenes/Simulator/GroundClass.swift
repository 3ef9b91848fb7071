/// What a class of ground is made of, and how it is arranged within its fields.
struct GroundClass {
  var name: String
  var leaf: LeafMaterial
  var soil: SoilMaterial
  /// Mean part of a pixel that leaves cover, 0…1.
  var cover: Double
  /// Amplitude of cover along the rows of the crop, and the distance of the rows in pixels.
  var rowAmplitude: Double
  var rowPeriod: Double
  /// Absorptions of all that is on this ground, beside those of its materials.
  var marks: [AbsorptionFeature] = []

  /// The classes of a scene. They come in pairs that are made of the same materials and differ
  /// little in each: the partner has another cover, a little other chemistry and other rows.
  ///
  /// - Parameter difficulty: 0 (partners far apart) … 1 (nearly alike).
  static func classes(_ count: Int, difficulty: Double) -> [GroundClass] {
    (0..<count).map { index in
      let family = families[index / 2 % families.count]
      let cycle = index / 2 / families.count
      var ground = family.first
      // Later rounds through the families are varieties: a golden-ratio walk keeps them apart.
      let shift = (Double(cycle) * 0.618_033_988_749_895).truncatingRemainder(dividingBy: 1)
      if cycle > 0 {
        ground.cover = 0.1 + 0.8 * shift
        ground.leaf.chlorophyll *= 0.7 + 0.5 * shift
        ground.soil.residue = 0.7 * (1 - shift)
      }
      if index % 2 == 1 {
        let step = 1.5 - difficulty
        ground.name = family.second
        ground.cover += 0.075 * step * (ground.cover > 0.5 ? -1 : 1)
        ground.leaf.chlorophyll *= 1 - 0.14 * step
        ground.leaf.water *= 1 + 0.10 * step
        ground.soil.residue = max(0, min(1, ground.soil.residue + 0.06 * step))
        ground.soil.clay *= 1 + 0.35 * step
        ground.rowAmplitude *= 0.4
        ground.rowPeriod *= 1.6
      }
      if cycle > 0 { ground.name += " \(cycle + 1)" }
      return ground
    }
  }

  private static let families: [(first: GroundClass, second: String)] = [
    (
      GroundClass(
        name: "Winter wheat", leaf: .init(plateau: 0.50, chlorophyll: 1.0, water: 0.9),
        soil: .init(brightness: 0.32, iron: 0.6, clay: 0.6, carbonate: 0.2, residue: 0.1),
        cover: 0.78, rowAmplitude: 0.10, rowPeriod: 2.6), "Winter barley"
    ),
    (
      GroundClass(
        name: "Corn, no till", leaf: .init(plateau: 0.46, chlorophyll: 0.85, water: 1.0),
        soil: .init(brightness: 0.30, iron: 0.5, clay: 0.7, carbonate: 0.1, residue: 0.55),
        cover: 0.36, rowAmplitude: 0.12, rowPeriod: 3.1), "Corn, reduced till"
    ),
    (
      GroundClass(
        name: "Bare loam", leaf: .init(plateau: 0.42, chlorophyll: 0.6, water: 0.7),
        soil: .init(brightness: 0.36, iron: 0.9, clay: 0.8, carbonate: 0.2, residue: 0.12),
        cover: 0.06, rowAmplitude: 0.04, rowPeriod: 2.3), "Bare clay"
    ),
    (
      GroundClass(
        name: "Deciduous wood", leaf: .init(plateau: 0.40, chlorophyll: 1.2, water: 1.15),
        soil: .init(brightness: 0.18, iron: 0.4, clay: 0.3, carbonate: 0.0, residue: 0.4),
        cover: 0.88, rowAmplitude: 0.08, rowPeriod: 4.2), "Mixed wood"
    ),
    (
      GroundClass(
        name: "Soybean", leaf: .init(plateau: 0.55, chlorophyll: 0.9, water: 1.1),
        soil: .init(brightness: 0.28, iron: 0.5, clay: 0.6, carbonate: 0.1, residue: 0.25),
        cover: 0.56, rowAmplitude: 0.11, rowPeriod: 2.9), "Sugar beet"
    ),
    (
      GroundClass(
        name: "Pasture", leaf: .init(plateau: 0.44, chlorophyll: 0.8, water: 0.75),
        soil: .init(brightness: 0.26, iron: 0.4, clay: 0.4, carbonate: 0.3, residue: 0.7),
        cover: 0.66, rowAmplitude: 0.05, rowPeriod: 3.7), "Hay meadow"
    ),
    (
      GroundClass(
        name: "Stubble", leaf: .init(plateau: 0.42, chlorophyll: 0.5, water: 0.6),
        soil: .init(brightness: 0.34, iron: 0.6, clay: 0.5, carbonate: 0.3, residue: 0.75),
        cover: 0.12, rowAmplitude: 0.06, rowPeriod: 2.5), "Stubble, disked"
    ),
    (
      GroundClass(
        name: "Vineyard on limestone", leaf: .init(plateau: 0.45, chlorophyll: 0.9, water: 0.85),
        soil: .init(brightness: 0.48, iron: 0.2, clay: 0.2, carbonate: 1.0, residue: 0.05),
        cover: 0.30, rowAmplitude: 0.14, rowPeriod: 2.4), "Orchard on limestone"
    ),
  ]
}
