internal import Episodes
internal import Foundation
internal import Networks
internal import Sampling
internal import Scenes
internal import Torch

/// Trains an embedding network and a head over episodes of many scenes.
///
/// Everything random follows from the seed and the step, so that a training that is resumed gives the
/// same bits.
package final class MetaTrainer {
  package let folder: MetaFolder
  package let configuration: MetaConfiguration
  private let grounds: MetaGrounds
  private let model: MetaModel
  private let optimiser: AdamW
  private let version: String
  private let commit: String

  /// What is told after each step.
  package struct Progress {
    package let step: Int
    package let steps: Int
    /// Means over the last hundred steps.
    package let loss: Double
    package let accuracy: Double
  }

  /// - Parameters:
  ///   - file: of the configuration, from whose folder scenes are looked for too.
  ///   - resume: whether the folder must hold a meta-training.
  /// - Throws: `SceneError`, `ConfigurationError`, or `EpisodeError` if a real scene has too few classes
  ///   or pixels, before anything is written.
  package init(
    _ folder: MetaFolder, configuration: MetaConfiguration, file: String?, resume: Bool,
    version: String, commit: String
  ) throws {
    self.folder = folder
    self.configuration = configuration
    self.version = version
    self.commit = commit
    grounds = try MetaGrounds(configuration, file: file)
    model = try MetaModel(
      MetaCard(
        grid: configuration.grid, network: configuration.network, head: configuration.head,
        ways: configuration.ways.range.upperBound, sources: grounds.names, episodes: 0,
        seed: configuration.seed, accuracy: 0, seconds: 0, version: version, commit: commit))
    guard !model.parameters.isEmpty else {
      throw ConfigurationError(
        file: file ?? "configuration", key: "network", problem: "has nothing to train")
    }
    optimiser = try AdamW(model.parameters, weightDecay: configuration.weightDecay)
    for ground in grounds.stored {
      _ = try sampler(
        ground, ways: configuration.ways.range.lowerBound,
        shots: configuration.shots.range.upperBound, seed: 0)
    }
    if resume {
      RunFolder(folder.path).own()
      RunFolder(folder.path).removeRemains()
    } else {
      try RunFolder(folder.path).make()
      try replaceFile(folder.configuration, with: Data(try configuration.yaml().utf8))
    }
  }

  /// What the user should know of the scenes.
  package var notices: [String] { grounds.notes }

  /// Runs to the end, from the checkpoint if there is one.
  ///
  /// - Throws: `TrainingInterrupted`, `TrainingDiverged`, `EpisodeError` if twenty scenes in a row have
  ///   too few classes or pixels for an episode.
  package func run(
    watch: (Progress) -> Void = { _ in }, isInterrupted: () -> Bool = { false }
  ) throws {
    var place = Checkpoint.Place(
      phase: "meta", step: 0, history: PhaseHistory(), running: RunningLoss())
    var recent: [(loss: Double, accuracy: Double)] = []
    if let saved = try Checkpoint.find(folder.checkpoint) {
      try model.restore(saved.model)
      try optimiser.restore(saved.optimiser)
      place = saved.place
      recent = zip(
        try saved.phase["losses"]?.values(Double.self) ?? [],
        try saved.phase["accuracies"]?.values(Double.self) ?? []
      ).map { ($0, $1) }
    }
    let earlier = place.history.seconds
    let clock = ContinuousClock.now
    let schedule = Schedule.oneCycle
    func save() throws {
      place.history.seconds = earlier + clock.duration(to: .now).seconds
      try Checkpoint(
        place: place, model: model.snapshot(), optimiser: optimiser.snapshot(),
        phase: [
          "losses": Tensor(recent.map(\.loss)), "accuracies": Tensor(recent.map(\.accuracy)),
        ]
      ).save(folder.checkpoint)
    }
    let kept = max(100, configuration.steps / 10)
    while place.step < configuration.steps {
      let rate = schedule.rate(
        step: place.step, of: configuration.steps, peak: configuration.rate)
      let done = try step(place.step, rate: rate)
      recent = Array((recent + [done]).suffix(kept))
      place.step += 1
      let last = recent.suffix(100)
      watch(
        Progress(
          step: place.step, steps: configuration.steps,
          loss: last.reduce(0) { $0 + $1.loss } / Double(last.count),
          accuracy: last.reduce(0) { $0 + $1.accuracy } / Double(last.count)))
      if place.step % configuration.checkpointEvery == 0 { try save() }
      if isInterrupted(), place.step < configuration.steps {
        try save()
        throw TrainingInterrupted(phase: "meta", step: place.step, steps: configuration.steps)
      }
    }
    var card = model.card
    card.episodes = place.step
    card.seconds = earlier + clock.duration(to: .now).seconds
    let last = recent.suffix(max(1, configuration.steps / 10))
    card.accuracy = last.reduce(0) { $0 + $1.accuracy } / Double(max(1, last.count))
    let trained = try MetaModel(card)
    try trained.restore(try model.snapshot())
    try folder.save(trained)
    try? FileManager.default.removeItem(atPath: folder.checkpoint)
  }

  private func step(_ step: Int, rate: Double) throws -> (loss: Double, accuracy: Double) {
    let random = StepRandom(seed: configuration.seed, phase: "meta", step: step)
    var generator = random.generator("episode")
    let episode = try draw(&generator, step)
    let mode = Mode.training(try RandomGenerator(seed: random.seed("dropout")))
    let embeddings = try model.embeddings(episode.input, mode)
    let count = episode.drawn.support.count
    let support = try Support(
      embeddings.slice(0, 0..<count), labels: episode.drawn.supportLabels,
      ways: episode.drawn.classes.count, seed: episode.drawn.seed)
    let task = try Episode(
      support, query: embeddings.slice(0, count..<embeddings.shape[0]),
      labels: episode.drawn.queryLabels)
    let loss = try model.head.loss(task)
    try loss.backward()
    let value = try loss.item()
    let fault =
      try value.isFinite
      ? model.parameters.firstWithoutFiniteGradient().map { "the gradient of `\($0.path)`" }
      : "the loss"
    if let fault { throw TrainingDiverged(phase: "meta", step: step + 1, rate: rate, fault) }
    try optimiser.step(rate: rate)
    let given = try model.head.classes(
      task.query.detached(), support.with(support.points.detached()))
    let right = zip(given, task.queryLabels).count { $0 == $1 }
    return (value, Double(right) / Double(given.count))
  }

  /// An episode with the windows of its pixels, support first, standardised by the support's pixels as
  /// a scene is by its labelled ones.
  private func draw(_ generator: inout SeededGenerator, _ step: Int) throws -> (
    drawn: DrawnEpisode, input: Tensor
  ) {
    let design = model.card.design
    let (ground, drawn) = try drawn(&generator, step)
    let standardisation = try Standardisation.estimate(
      scene: ground.reader, pixels: drawn.support)
    let pixels = drawn.support + drawn.query
    let source = try PatchSource(
      scene: ground.reader, pixels: pixels, window: design.window,
      standardisation: standardisation)
    return (drawn, try TrainingData(patches: source).patches(pixels, device: .cpu))
  }

  private func drawn(_ generator: inout SeededGenerator, _ step: Int) throws -> (
    MetaGround, DrawnEpisode
  ) {
    var attempts = 20
    while true {
      let ground = try grounds.draw(&generator)
      let ways = Int.random(in: configuration.ways.range, using: &generator)
      let shots = Int.random(in: configuration.shots.range, using: &generator)
      let seed = generator.next()
      do {
        return (
          ground, try sampler(ground, ways: ways, shots: shots, seed: seed).episode(step)
        )
      } catch let error as EpisodeError {
        // A simulated scene may have too few pixels of its classes: another is drawn.
        attempts -= 1
        if attempts == 0 { throw error }
      }
    }
  }

  private func sampler(
    _ ground: MetaGround, ways: Int, shots: Int, seed: UInt64
  ) throws -> EpisodeSampler {
    try EpisodeSampler(
      [ground.pixels],
      EpisodeShape(
        ways: ways, shots: shots, queries: configuration.queries,
        window: model.card.design.window, mayOverlap: configuration.inside),
      fewest: configuration.ways.range.lowerBound, seed: seed, stream: "meta.episode")
  }
}
