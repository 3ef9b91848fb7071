internal import Foundation
internal import MetricLearning
internal import Networks
internal import Parts
internal import Sampling
internal import Scenes
package import SelfSupervision
package import Torch

/// Trains network and metric factors without classes: on windows of one or several scenes, in the
/// views and by the objective that the section names.
package final class SelfSupervisePhase: Phase {
  package let length: PhaseLength
  package let parameters: [StateEntry]
  package var optimisation: Optimisation { section.optimisation }
  package let notices: [String]
  package let judgesClasses = false
  private let section: SelfSuperviseSection
  private let start: PhaseStart
  private let windows: UnlabelledWindows
  private let batches: EpochBatches
  private let sight: ObjectiveKind.Sight
  private let objective: any Objective
  /// The momentum encoder; nil if the objective has none.
  private let follower: Model?
  /// Mean over deviation of each band.
  private let level: Tensor

  /// The scenes that are looked at.
  var seen: [UnlabelledWindows.Seen] { windows.seen }

  /// - Throws: `SceneError` if there is no ground to learn from; `ConfigurationError` for a batch that
  ///   cannot be trained on.
  init(_ section: SelfSuperviseSection, _ kind: ObjectiveKind, on start: PhaseStart) throws {
    guard let ground = start.data.unlabelled else {
      preconditionFailure("no ground without labels for \(start.file)")
    }
    self.section = section
    self.start = start
    windows = try ground.windows(
      UnlabelledRequest(
        ground: section.ground, scenes: section.scenes, pixels: section.pixels,
        shift: section.views.shift), seed: start.seed)
    batches = EpochBatches(
      count: windows.count, size: section.batch, seed: start.seed,
      stream: RandomStream("\(SelfSuperviseSection.name).order"))
    try Rule.of(SelfSuperviseSection.name).require(
      batches.smallest > 1, "batch", is: section.batch,
      must: "such that no batch of \(counted(windows.count, "window")) is of one alone")
    length = section.length(stepsPerEpoch: batches.perEpoch)
    let card = start.model.card
    var weights = SeededGenerator(
      seed: start.seed, for: RandomStream("\(SelfSuperviseSection.name).weights"))
    objective = try kind.make(
      section.method.parameters,
      ObjectiveGround(
        width: card.factors, bands: card.design.bands, items: windows.count,
        generator: RandomGenerator(seed: weights.next(), device: start.device)))
    sight = try kind.sight(section.method.parameters)
    follower = try objective.momentum.map { _ in
      try Model(card, seed: 0, device: start.device, precision: start.model.precision)
    }
    parameters =
      start.model.encoder.filter(\.isTrained) + objective.state("objective").filter(\.isTrained)
    level = try Self.level(card.standardisation).to(start.device)
    notices = windows.notes + [Self.sentence(section, windows)]
  }

  /// Of a band that does not vary nothing is known: its factor acts on the value alone.
  private static func level(_ standardisation: Standardisation) throws -> Tensor {
    let constant = Set(standardisation.constantBands)
    return try Tensor(
      standardisation.mean.indices.map {
        constant.contains($0) ? 0 : standardisation.mean[$0] / standardisation.deviation[$0]
      })
  }

  /// What was looked at: "learns from 21025 windows of a.h5 without labels; …".
  private static func sentence(
    _ section: SelfSuperviseSection, _ windows: UnlabelledWindows
  ) -> String {
    let places = windows.seen.map {
      "\(counted($0.pixels, "window")) of \(($0.file as NSString).lastPathComponent)"
    }
    let test =
      windows.testPixels == 0
      ? ""
      : windows.testPixelsSeen == 0
        ? "; no test pixel lies in them"
        : "; \(windows.testPixelsSeen) of \(counted(windows.testPixels, "test pixel")) lie in them, "
          + "without their labels"
    return
      "\(section.method.name) learns from \(places.joined(separator: ", ")) without labels\(test)"
  }

  package func prepare() throws {
    try follower?.restore(start.model.snapshot())
    try objective.prepare {
      let places = (0..<windows.count).map(windows.place)
      return try inferring {
        let parts = try stride(from: 0, to: places.count, by: 256).map { first in
          let patches = try gather(
            Array(places[first..<min(first + 256, places.count)]), nil, seed: 0)
          return try start.model.embeddings(patches, .inference)
            .reshaped([-1, start.model.card.factors])
        }
        return try Tensor.concatenated(parts, along: 0)
      }.copy()
    }
  }

  package func draw(_ random: StepRandom) throws -> SelfSupervision.Views {
    let items = batches.batch(random.step).sorted()
    let places = items.map(windows.place)
    let first = try seen(places, random, "first")
    var second = first
    if sight == .pair {
      var generator = random.generator("neighbours")
      let neighbours = places.map { windows.neighbour(of: $0, using: &generator) }
      second = try seen(neighbours, random, "second")
    }
    var hidden: Tensor?
    if case .hidden(let share, let run) = sight {
      hidden = try hiddenBands(
        items.count, start.model.card.design.bands, share: share, run: run,
        RandomGenerator(seed: random.seed("hidden"), device: start.device))
    }
    return SelfSupervision.Views(
      first: first, second: second, items: try Tensor(items.map { Int64($0) }).to(start.device),
      hidden: hidden, beginsEpoch: random.step % length.stepsPerEpoch == 0,
      seed: random.seed("objective"))
  }

  /// One view of some windows.
  private func seen(
    _ places: [UnlabelledWindows.Place], _ random: StepRandom, _ view: String
  ) throws -> Tensor {
    let patches = try gather(
      places, section.views.augmentation, seed: random.seed("\(view).patches"))
    return try section.views.spectral(
      patches, level: level,
      RandomGenerator(seed: random.seed("\(view).spectra"), device: start.device))
  }

  private func gather(
    _ places: [UnlabelledWindows.Place], _ augmentation: Augmentation?, seed: UInt64
  ) throws -> Tensor {
    let design = start.model.card.design
    let input = try Tensor.staging(
      [places.count, design.window, design.window, design.bands], for: start.device)
    try input.withElements(Float.self) { values in
      // Few values are gathered sooner than a thread starts.
      let threads = max(1, min(WorkingThreads.count, values.count >> 19))
      try windows.gather(
        places, augmentation: augmentation, seed: seed, threads: threads, into: values)
    }
    return try Transfer(input, to: start.device).finish()
  }

  package func loss(of views: SelfSupervision.Views, _ mode: Mode) throws -> PhaseLoss {
    func encode(_ model: Model) -> (Tensor) throws -> Tensor {
      { try model.embeddings($0, mode).reshaped([$0.shape[0], -1]) }
    }
    let encoder = Encoder(
      online: encode(start.model), target: encode(follower ?? start.model))
    let done = try objective.loss(of: views, by: encoder)
    var loss = PhaseLoss(total: done.total, parts: [section.method.name: done.total])
    let spread = try EmbeddingSpread(of: done.embeddings)
    loss.figures = ["variation": spread.variation, "effectiveRank": spread.effectiveRank]
    loss.observe = { [follower, objective, start] in
      if let follower, let momentum = objective.momentum {
        try follow(follower.encoder, start.model.encoder, momentum: momentum)
      }
      try done.observe()
    }
    return loss
  }

  package func remarks(on epoch: EpochRecord, after earlier: [EpochRecord]) -> [String] {
    guard Self.hasCollapsed(epoch), !earlier.contains(where: Self.hasCollapsed) else { return [] }
    return ["warning: \(Self.collapse(epoch)). \(Self.remedy)"]
  }

  package func statements(on history: [EpochRecord]) -> [String] {
    [Self.sentence(section, windows)]
      + (history.last.map { Self.hasCollapsed($0) ? [Self.collapse($0)] : [] } ?? [])
  }

  private static let remedy =
    "What was learned says little of a pixel: try another method, a lower rate or weaker views"

  private static func hasCollapsed(_ epoch: EpochRecord) -> Bool {
    guard let variation = epoch.parts["variation"], let rank = epoch.parts["effectiveRank"] else {
      return false
    }
    return variation < EmbeddingSpread.least.variation
      || rank < EmbeddingSpread.least.effectiveRank
  }

  private static func collapse(_ epoch: EpochRecord) -> String {
    String(
      format: "the embeddings have collapsed in epoch %d: variation %.2g, effective rank %.2g",
      epoch.epoch, epoch.parts["variation"] ?? 0, epoch.parts["effectiveRank"] ?? 0)
  }

  package func snapshot() throws -> [String: Tensor] {
    var state: [String: Tensor] = [:]
    for (name, tensor) in try objective.snapshot() { state["objective/\(name)"] = tensor }
    for (name, tensor) in try objective.memories() { state["memory/\(name)"] = tensor }
    for (name, tensor) in try follower?.snapshot() ?? [:] { state["follower/\(name)"] = tensor }
    return state
  }

  package func restore(_ state: [String: Tensor]) throws {
    func members(_ group: String) -> [String: Tensor] {
      Dictionary(
        uniqueKeysWithValues: state.filter { $0.key.hasPrefix("\(group)/") }
          .map { (String($0.key.dropFirst(group.count + 1)), $0.value) })
    }
    try objective.restore(members("objective"))
    try objective.remember(members("memory"))
    try follower?.restore(members("follower"))
  }
}

extension Model {
  /// Network and metric factors, without the softmax layer.
  package var encoder: [StateEntry] { network.state("network") + metric.state("metric") }
}
