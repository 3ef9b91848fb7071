internal import Episodes
internal import Foundation
internal import Sampling
package import Scenes

/// One scene of a meta-training on the common grid: its spectra, and the pixels that episodes take.
struct MetaGround: Sendable {
  let reader: any SpectraReader
  let pixels: EpisodeGround
}

/// Spectra in memory.
struct MemorySpectra: SpectraReader {
  let shape: CubeShape
  let values: [Float]

  func read(
    rows: Range<Int>, columns: Range<Int>, into buffer: UnsafeMutableBufferPointer<Float>
  ) throws {
    let line = columns.count * shape.bands
    for (index, row) in rows.enumerated() {
      let start = (row * shape.columns + columns.lowerBound) * shape.bands
      for offset in 0..<line { buffer[index * line + offset] = values[start + offset] }
    }
  }
}

/// The scenes of a meta-training, each made or read when it is first needed.
final class MetaGrounds {
  /// How the card names them, one a source.
  let names: [String]
  /// Sources of the configuration, with how many scenes each has.
  private let sources: [(scene: MetaScene, count: Int)]
  private let configuration: MetaConfiguration
  private var made: [Int: MetaGround] = [:]
  /// Which of these are simulated.
  private var simulated: [Int] = []
  /// What there is to say of real scenes.
  private(set) var notes: [String] = []
  private static let memoryLimit = 1 << 29

  /// Opens the real scenes.
  ///
  /// - Throws: `SceneError` if one cannot be read, has no labels, or no wavelengths in common with the
  ///   grid.
  init(_ configuration: MetaConfiguration, file: String?) throws {
    self.configuration = configuration
    var names: [String] = []
    var sources: [(scene: MetaScene, count: Int)] = []
    for scene in configuration.scenes {
      switch scene {
      case .simulated(let own):
        let classes = own.classes.range
        names.append(
          "\(counted(own.count, "simulated scene")) of \(own.rows)×\(own.columns) pixels, "
            + "\(classes.lowerBound) to \(classes.upperBound) classes, sensors at random")
        sources.append((scene, own.count))
      case .file(let own):
        let index = sources.reduce(0) { $0 + $1.count }
        let (ground, name) = try Self.open(own, configuration.grid, file: file, &notes)
        made[index] = ground
        names.append(name)
        sources.append((scene, 1))
      }
    }
    self.names = names
    self.sources = sources
  }

  /// The real scenes.
  var stored: [MetaGround] {
    made.filter { !simulated.contains($0.key) }.sorted { $0.key < $1.key }.map(\.value)
  }

  /// The ground of an episode: sources are equally likely, and within one its scenes.
  func draw(_ generator: inout SeededGenerator) throws -> MetaGround {
    let source = Int.random(in: 0..<sources.count, using: &generator)
    let first = sources[..<source].reduce(0) { $0 + $1.count }
    let place = Int.random(in: 0..<sources[source].count, using: &generator)
    if let known = made[first + place] { return known }
    guard case .simulated(let own) = sources[source].scene else {
      preconditionFailure("scene \(first + place) of a file has not been opened")
    }
    let ground = try simulate(own, number: first + place)
    // They can be made again.
    let bytes = ground.reader.shape.pixels * ground.reader.shape.bands * 4
    if simulated.count >= max(1, Self.memoryLimit / bytes) {
      for number in simulated { made[number] = nil }
      simulated = []
    }
    simulated.append(first + place)
    made[first + place] = ground
    return ground
  }

  private func simulate(_ own: MetaScene.Simulated, number: Int) throws -> MetaGround {
    var generator = SeededGenerator(
      seed: configuration.seed, for: RandomStream("meta.scene"), part: number)
    // A sensor that sees hardly any of the grid teaches nothing: another is drawn.
    while true {
      let scene = try RandomScene(
        rows: own.rows, columns: own.columns, classes: own.classes.range, seed: generator.next())
      let shares = GridShares(
        configuration.grid,
        of: scene.wavelengths.enumerated().map { ($0.offset, $0.element) })
      guard shares.covered >= max(2, shares.shares.count / 8) else { continue }
      let bands = shares.shares.count
      var values = [Float](repeating: 0, count: scene.shape.pixels * bands)
      values.withUnsafeMutableBufferPointer { target in
        scene.values.withUnsafeBufferPointer { source in
          guard let from = source.baseAddress, let to = target.baseAddress else { return }
          for pixel in 0..<scene.shape.pixels {
            shares.apply(from + pixel * scene.shape.bands, to: to + pixel * bands)
          }
        }
      }
      let labels = LabelMap(rows: own.rows, columns: own.columns, values: scene.labels)
      return MetaGround(
        reader: MemorySpectra(
          shape: CubeShape(rows: own.rows, columns: own.columns, bands: bands), values: values),
        pixels: EpisodeGround(labels, name: "simulated scene \(number + 1)"))
    }
  }

  private static func open(
    _ own: MetaScene.Stored, _ grid: WavelengthGrid, file: String?, _ notes: inout [String]
  ) throws -> (MetaGround, String) {
    var section = SceneSection()
    (section.file, section.descriptor, section.labels) = (own.file, own.descriptor, own.labels)
    section.grid = grid
    let path = try section.locateFile(configuration: file)
    let scene = try Scene.open(path, descriptor: try section.sceneDescriptor())
    let gathered = try scene.gatherLabels()
    notes += (scene.warnings() + gathered.told).map { "\(path): \($0)" }
    let labels = gathered.labels
    let held = Set(own.without ?? [])
    let ground = EpisodeGround(labels, name: path).keeping { number in
      !held.contains(labels.classes.code(of: number) ?? -1)
    }
    let bytes = scene.shape.pixels * scene.shape.bands * MemoryLayout<Float>.stride
    let name =
      "\(scene.descriptor.name ?? (path as NSString).lastPathComponent): "
      + "\(counted(ground.classes.count, "class")), SHA-256 "
      + "\(try SceneFiles(path).checksum().prefix(12))…"
    guard bytes <= memoryLimit else { return (MetaGround(reader: scene, pixels: ground), name) }
    var values = [Float](repeating: 0, count: scene.shape.pixels * scene.shape.bands)
    try values.withUnsafeMutableBufferPointer {
      try scene.read(rows: 0..<scene.shape.rows, columns: 0..<scene.shape.columns, into: $0)
    }
    return (
      MetaGround(reader: MemorySpectra(shape: scene.shape, values: values), pixels: ground), name
    )
  }
}

extension EpisodeGround {
  /// The labelled pixels of a map by class.
  package init(_ labels: LabelMap, name: String) {
    var pixels: [[Int]] = Array(repeating: [], count: labels.counts().count)
    for (pixel, label) in labels.values.enumerated() where label > 0 {
      pixels[Int(label)].append(pixel)
    }
    self.init(
      name: name, columns: labels.columns,
      classes: pixels.enumerated().dropFirst().filter { !$1.isEmpty }.map {
        Class(number: $0, name: labels.classes.name(of: $0), pixels: $1)
      })
  }
}
