internal import Foundation
internal import MetricLearning
public import Sampling
public import Scenes
public import Torch

/// Runs the phases of one training in one run folder, in their order.
public final class Trainer {
  public let folder: RunFolder
  public let configuration: Configuration
  public private(set) var record: RunRecord
  private var ground: TrainingGround
  private let scenePath: String
  private let version: String
  private let device: Device
  private let precision: Precision
  private let watch: (TrainingEvent) -> Void
  private let isInterrupted: () -> Bool

  public var scene: Scene { ground.scene }
  public var labels: LabelMap { ground.labels }
  public var split: Split { ground.split }

  /// Begins a run in a new folder, or resumes the one that is there.
  ///
  /// - Parameters:
  ///   - folder: of the run.
  ///   - configuration: of a resumed run, the one in its folder.
  ///   - scenePath: the scene file.
  ///   - resume: whether the folder must hold a run already; otherwise it must hold none.
  ///   - device: where the network trains.
  ///   - precision: what the network computes in. If nil: float32 for a new run, the run's own for
  ///     a resumed one, which cannot change it.
  ///   - commit: of Facet's sources, for the record.
  ///   - version: of Facet, for the record.
  ///   - watch: is told what happens, on the calling thread.
  ///   - isInterrupted: asked after every step; true makes the phase save and stop.
  /// - Throws: `SceneError`, `SamplingError`, `ConfigurationError` or `TorchError`, each before
  ///   anything is trained or written.
  public init(
    _ folder: RunFolder, configuration: Configuration, scenePath: String, resume: Bool,
    device: Device, precision: Precision? = nil, commit: String, version: String,
    watch: @escaping (TrainingEvent) -> Void,
    isInterrupted: @escaping () -> Bool
  ) throws {
    self.folder = folder
    self.configuration = configuration
    self.device = device
    self.watch = watch
    self.scenePath = scenePath
    self.version = version
    self.isInterrupted = isInterrupted
    if resume {
      try RunRecord.load(folder).requireResumable(folder)
      folder.own()
      folder.removeRemains()
    }
    let first = try TrainingGround(
      configuration, scenePath: scenePath, split: resume ? folder.split : nil,
      prior: resume && configuration.network.from != nil ? folder.prior : nil, version: version)
    // What the walk gave a run that goes on is known once its scene is.
    let walked =
      resume
      ? try WalkedLabels.find(folder.walked, pixels: first.scene.shape.pixels) : nil
    ground =
      try walked.map {
        try TrainingGround(
          configuration, scenePath: scenePath, split: folder.split,
          prior: configuration.network.from != nil ? folder.prior : nil, walked: $0,
          version: version)
      } ?? first
    let checksum = try SceneFiles(scenePath).checksum()
    let session = RunRecord.Session(version: version, commit: commit, device: device)
    if resume {
      record = try RunRecord.load(folder)
      try record.requireScene(checksum, scenePath)
      self.precision = try record.precision(precision, of: folder)
      folder.removeEndedCheckpoint(record)
    } else {
      self.precision = precision ?? .float32
      record = RunRecord(
        ground, scenePath: scenePath, checksum: checksum, seed: configuration.seed,
        precision: self.precision, session)
    }
    // A phase that cannot begin is refused before there is a folder.
    var notices = ground.notices
    for section in configuration.phases.all
    where !section.isSkipped && !record.history(section.name).hasEnded {
      notices += try section.begin(on: start(fresh(section.name))).notices
    }
    if resume {
      if let notice = record.resume(session, configuration) { notices.append(notice) }
      try record.save(folder)
    } else {
      let (split, record, prior) = (ground.split, record, ground.prior)
      try folder.begin { folder in
        try configuration.save(folder.configuration)
        try split.save(folder.split)
        try prior?.save(folder.prior)
        try record.save(folder)
      }
    }
    for notice in notices { watch(.notice(notice)) }
  }

  /// Whether training waits for what a walked map says of pixels without a label.
  public var needsWalk: Bool {
    configuration.selfTrain.rounds > 0 && ground.data.walked.isEmpty
      && record.unfinishedPhase(of: configuration) != nil
  }

  /// Takes what a walked map says of pixels without a label for labels, and keeps it in the folder.
  ///
  /// - Parameters:
  ///   - walked: classes by pixel.
  ///   - before: the run whose map that is. Phases that need no classes trained there as they would
  ///     here, and are taken from it.
  /// - Throws: `SceneError` if the scene or a folder fails.
  public func take(_ walked: WalkedLabels, from before: RunFolder) throws {
    let earlier = try RunRecord.load(before)
    for section in configuration.phases.all where !section.needsClasses && !section.isSkipped {
      let name = section.name
      guard earlier.history(name).hasEnded, !record.history(name).hasEnded else { continue }
      try writeFile(
        try readFile(before.weights(after: name)), to: folder.weights(after: name))
      record.phases[name] = earlier.phases[name]
      record.diversity["start"] = earlier.diversity["start"]
      record.diversity[name] = earlier.diversity[name]
    }
    ground = try TrainingGround(
      configuration, scenePath: scenePath, split: folder.split,
      prior: configuration.network.from != nil ? folder.prior : nil, walked: walked,
      version: version)
    record.walkedPixels = ground.data.walked.count
    try walked.save(folder.walked)
    try record.save(folder)
  }

  /// Runs the phases that have not ended, each from its checkpoint if there is one.
  ///
  /// - Parameter last: the last phase to run; nil for all.
  /// - Throws: `TrainingInterrupted`, `TrainingDiverged`, or what the disk and the engine refuse.
  public func run(through last: String? = nil) throws {
    var previous: String?
    for section in configuration.phases.all where !section.isSkipped {
      if !record.history(section.name).hasEnded { try run(section, after: previous) }
      if section.name == last { return }
      previous = section.name
    }
  }

  /// Order matters: the checkpoint goes last, so that a kill at any moment leaves either a phase
  /// that ends again with the same weights, or one that has ended.
  private func run(_ section: any PhaseSection, after previous: String?) throws {
    let name = section.name
    let model = try fresh(name)
    if let previous {
      try model.restore(try ModelFile.load(folder.weights(after: previous)).snapshot())
    } else {
      record.diversity["start"] = try FactorDiversity(of: model.metric.factors)
    }
    let start = start(model)
    let runner = PhaseRunner(
      stepper: try PhaseStepper(section, on: start), start: start, checkpoint: folder.checkpoint,
      watch: watch, isInterrupted: isInterrupted)
    let saved = try Checkpoint.find(folder.checkpoint)
    let history = try runner.run(from: saved?.place.phase == name ? saved : nil)
    // What stands in the folder is compared with maps, which are in float32 unless asked otherwise.
    let exact = model.computing(in: .float32)
    try runner.stepper.phase.finish(exact)
    if name != phaseSections.last?.name {
      try ModelFile.save(model, to: folder.weights(after: name))
    }
    try ModelFile.save(model, to: folder.model)
    try ground.data.runEmbeddings(exact, device: device).save(folder.embeddings)
    record.phases[name] = history
    record.diversity[name] = try FactorDiversity(of: model.metric.factors)
    try record.save(folder)
    try? FileManager.default.removeItem(atPath: folder.checkpoint)
    watch(.ended(phase: name, history))
  }

  private func fresh(_ phase: String) throws -> Model {
    try ground.model(
      seed: configuration.seed, phase: phase, device: device, precision: precision)
  }

  private func start(_ model: Model) -> PhaseStart {
    PhaseStart(
      model: model, data: ground.data, seed: configuration.seed, device: device,
      file: ground.scene.file)
  }
}
