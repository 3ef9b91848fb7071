internal import Foundation
internal import Networks
public import Parts
internal import Sampling
internal import Scenes
internal import SelfSupervision
public import Torch

/// Trains a prior in a folder: the phase `selfSupervise` alone, on scenes without labels.
public final class PriorTrainer {
  public let folder: RunFolder
  public private(set) var record: PriorRecord
  private let section: SelfSuperviseSection
  private let start: PhaseStart
  private let watch: (TrainingEvent) -> Void
  private let isInterrupted: () -> Bool

  /// The method unless the configuration names one.
  public static let standardMethod = Part("simclr")

  /// Begins a prior in a new folder, or resumes the one that is there.
  ///
  /// - Parameters:
  ///   - folder: of the prior; it must hold none, unless it is resumed.
  ///   - configuration: network, seed and `selfSupervise`; of a resumed prior, the one in its folder.
  ///   - paths: of the scenes; of a resumed prior nil, or where they are now.
  ///   - resume: whether the folder must hold a prior that was begun.
  ///   - device: where the network runs.
  ///   - precision: nil for float32, or that of a resumed prior.
  ///   - commit: that Facet was built from.
  ///   - version: of Facet.
  ///   - watch: is told what happens, on the calling thread.
  ///   - isInterrupted: asked after every step; true makes the phase save and stop.
  /// - Throws: `SceneError`, `SamplingError` or `ConfigurationError`, each before anything is trained.
  public init(
    _ folder: RunFolder, configuration: Configuration, scenes paths: [String]?, resume: Bool,
    device: Device, precision: Precision? = nil, commit: String, version: String,
    watch: @escaping (TrainingEvent) -> Void, isInterrupted: @escaping () -> Bool
  ) throws {
    self.folder = folder
    self.watch = watch
    self.isInterrupted = isInterrupted
    let earlier = resume ? try PriorRecord.load(folder) : nil
    let paths = try (paths ?? earlier?.scenes.map(\.file) ?? []).map(SceneSection.locate)
    var configuration = configuration
    configuration.selfSupervise.scenes = paths
    if configuration.selfSupervise.method.name == SelfSuperviseSection.none {
      configuration.selfSupervise.method = Self.standardMethod
    }
    section = configuration.selfSupervise
    let checksums = try paths.map { try SceneFiles($0).checksum() }
    if let earlier { try Self.requireSameScenes(checksums, paths, earlier) }
    let own = earlier?.precision ?? .float32
    guard precision ?? own == own || earlier == nil else {
      throw SceneError(
        file: folder.path,
        problem: "was begun in \(own.rawValue), and cannot go on in another precision",
        remedy: "Leave out --precision, or begin a new prior")
    }
    let descriptor = UnlabelledGround.likeness(try configuration.scene.sceneDescriptor())
    let (card, shapes, empty) = try Self.card(configuration, paths, descriptor, version)
    let model = try Model(
      card, seed: configuration.seed, device: device,
      precision: earlier?.precision ?? precision ?? .float32)
    var data = TrainingData(patches: empty)
    data.unlabelled = UnlabelledGround(own: nil, descriptor: descriptor, card: card)
    start = PhaseStart(
      model: model, data: data, seed: configuration.seed, device: device, file: paths[0])
    let phase = try section.begin(on: start)
    if let earlier {
      record = earlier
      folder.own()
      folder.removeRemains()
    } else {
      let seen = (phase as? SelfSupervisePhase)?.seen ?? []
      record = PriorRecord(
        version: version, commit: commit, engine: "libtorch \(Engine.version)",
        machine: Machine.description, threads: Engine.threads, device: device.description,
        precision: precision ?? .float32, began: Date().ISO8601Format(), seed: configuration.seed,
        scenes: paths.indices.map {
          Prior.SeenScene(
            file: SceneFiles.absolute(paths[$0]), checksum: checksums[$0], shape: shapes[$0],
            pixels: seen.indices.contains($0) ? seen[$0].pixels : 0)
        }, history: PhaseHistory())
      let record = record
      try folder.begin {
        try configuration.save($0.configuration)
        try record.save($0)
      }
    }
    for notice in phase.notices { watch(.notice(notice)) }
  }

  /// Runs the phase to its end and writes the prior.
  ///
  /// - Throws: `TrainingInterrupted`, `TrainingDiverged`, or what the disk and the engine refuse.
  public func run() throws {
    guard !record.history.hasEnded || !FileManager.default.fileExists(atPath: folder.prior) else {
      return
    }
    let runner = PhaseRunner(
      stepper: try PhaseStepper(section, on: start), start: start, checkpoint: folder.checkpoint,
      watch: watch, isInterrupted: isInterrupted)
    let history = try runner.run(from: Checkpoint.find(folder.checkpoint))
    let summary = Prior.Summary(
      method: section.method, steps: runner.stepper.phase.length.steps, scenes: record.scenes,
      version: record.version)
    try Prior(start.model, summary).save(folder.prior)
    record.history = history
    try record.save(folder)
    try? FileManager.default.removeItem(atPath: folder.checkpoint)
    watch(.ended(phase: SelfSuperviseSection.name, history))
  }

  private static func requireSameScenes(
    _ checksums: [String], _ paths: [String], _ earlier: PriorRecord
  ) throws {
    let before = earlier.scenes.map(\.checksum)
    guard checksums != before else { return }
    let changed = zip(paths, zip(checksums, before)).first { $0.1.0 != $0.1.1 }?.0
    throw SceneError(
      file: changed ?? paths.joined(separator: ", "),
      problem: changed == nil
        ? "are \(paths.count) scenes, and the prior began with \(before.count)"
        : "is not the file that the prior began with",
      remedy: "Give the originals, or begin a new prior")
  }

  /// The card of a model that reads all of the scenes, their shapes, and a source of no patches.
  private static func card(
    _ configuration: Configuration, _ paths: [String], _ descriptor: SceneDescriptor,
    _ version: String
  ) throws -> (ModelCard, [[Int]], PatchSource) {
    guard let first = paths.first else {
      throw SceneError(
        file: "selfSupervise.scenes", problem: "names no scene", remedy: "Name at least one scene")
    }
    let scenes = try paths.map { try Scene.open($0, descriptor: descriptor) }
    let bands = scenes[0].bands
    for scene in scenes.dropFirst() {
      try requireSame(
        scene.bands, bands.wavelengths, count: bands.count, of: scene.file, reader: first)
    }
    let share = max(2, configuration.selfSupervise.pixels / scenes.count)
    let parts = try scenes.map { scene in
      let pixels = UnlabelledPixels(rows: scene.shape.rows, columns: scene.shape.columns)
      let chosen = pixels.limited(pixels.all, to: share, seed: configuration.seed)
      return try blaming(scene.file) {
        (
          try Standardisation.estimate(scene: SceneSpectra(scene), pixels: chosen), chosen.count
        )
      }
    }
    let standardisation = Standardisation(pooling: parts)
    // A model has classes; the one of a prior is never asked for.
    let none = ModelCard.Class(number: 1, code: 1, name: "none", colour: "#000000")
    let card = ModelCard(
      design: configuration.network.design(bands: bands.count),
      factors: configuration.network.factors, classes: [none], legend: [none],
      wavelengths: bands.wavelengths, standardisation: standardisation,
      phase: SelfSuperviseSection.name, scene: descriptor, version: version)
    let empty = try blaming(first) {
      try PatchSource(
        scene: SceneSpectra(scenes[0]), pixels: [], window: card.design.window,
        standardisation: standardisation)
    }
    let shapes = scenes.map { [$0.shape.rows, $0.shape.columns, $0.shape.bands] }
    return (card, shapes, empty)
  }
}
