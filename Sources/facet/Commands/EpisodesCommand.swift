import Accuracy
import ArgumentParser
import Episodes
import Foundation
import Parts
import Sampling
import Scenes
import Torch
import Training

struct EpisodesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "episodes",
    abstract: "Judge a run's features by many small tasks of few labels.",
    discussion: """
      An episode takes some classes of the scene, a few labelled pixels of each (shots) and other \
      pixels of each to be judged. A head classifies these by the labelled ones. The table shows \
      the mean accuracy over all episodes with its 95 % interval. The features stay as they are.

      A meta-training's own head stands beside them; its network takes its statistics from a sample \
      of the labelled pixels.

      On the run's own scene only pixels of its split's test side take part; of another scene all \
      labelled ones. No judged pixel lies inside the window of a labelled one, unless --inside.

      \(HeadKind.closed.map { "  \($0.name)  \($0.summary)" }.joined(separator: "\n"))

      Example: facet episodes runs/ip --ways 5 --shots 1,5 --episodes 600
      """)

  @Argument(
    help: ArgumentHelp("Folder of a run, or of a meta-training.", valueName: "run"),
    completion: .directory)
  var folder: String

  @Option(
    help: "Scene to draw from. Default: the one that the run was trained on.",
    completion: .file())
  var scene: String?

  @Option(parsing: .unconditional, help: "Classes of an episode.")
  var ways = 5

  @Option(help: "Labelled pixels of each class; several numbers give several columns.")
  var shots = "1,5"

  @Option(parsing: .unconditional, help: "Pixels of each class to be judged.")
  var queries = 15

  @Option(parsing: .unconditional, help: "Episodes.")
  var episodes = 600

  @Option(help: "Heads, as \"prototypical,nearest\". Default: all that need no training.")
  var heads: String?

  @Option(help: "What is compared: embedding, or what the network's last bank gives.")
  var space: EpisodeSpace = .embedding

  @Flag(help: "Let judged pixels lie inside the windows of labelled ones.")
  var inside = false

  @Flag(help: "Take only classes that the run was not trained on.")
  var unseen = false

  @Option(help: "Classes to draw from, by name or code, as \"Oats,3\". Default: all.")
  var among: String?

  @Option(help: "What all random numbers follow from.")
  var seed: UInt64 = 0

  @OptionGroup(title: "Scene") var description: SceneOptions
  @OptionGroup(title: "Labels") var labels: LabelOptions
  @OptionGroup var engine: EngineOptions
  @OptionGroup var precision: PrecisionOption
  @OptionGroup var results: JSONOption
  @OptionGroup var messages: MessageOptions

  func validate() throws {
    guard episodes > 1 else {
      throw ValidationError("--episodes \(episodes): an interval needs at least 2 episodes")
    }
    let numbers = shots.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
    guard numbers.allSatisfy({ $0 ?? 0 > 0 }) else {
      throw ValidationError("--shots \(shots): give whole numbers from 1, as 1,5")
    }
    do {
      for shots in shotCounts { try shape(shots, window: 1).validate() }
      for kind in try headKinds() where kind.traits.contains(.learned) {
        throw ValidationError(
          "--heads \(kind.name): it must be trained over many episodes; heads without training are "
            + HeadKind.closed.map(\.name).joined(separator: ", "))
      }
    } catch let error as PartError {
      throw ValidationError("--heads: \(error.message)")
    } catch let error as EpisodeError {
      throw ValidationError(error.message)
    }
  }

  func run() throws {
    let device = try engine.start()
    let request = EpisodePixels.Request(
      folder: folder, scene: scene, description: description, labels: labels, unseen: unseen,
      classes: among?.split(separator: ",").map(String.init), seed: seed, space: space)
    let meta = MetaFolder(folder).exists ? try MetaFolder(folder).load() : nil
    let ground =
      try meta.map { try EpisodePixels(request, of: $0) }
      ?? EpisodePixels(request, device: device, precision: precision.orFloat32)
    for note in ground.notes { say("note: \(note)") }
    let kinds = try headKinds()
    var columns: [EpisodeTable.Column] = []
    for shots in shotCounts {
      let sampler = try EpisodeSampler(
        [ground.ground], shape(shots, window: ground.window), seed: seed, stream: "episodes")
      for note in sampler.notes { say("note: \(note)") }
      let trial = try EpisodeTrial(sampler, pixels: ground.pixels, features: ground.features)
      var made: [any Head] = try kinds.map {
        try HeadKind.make(
          Part($0.name), features: trial.columns, ways: ways,
          generator: RandomGenerator(seed: seed))
      }
      if let meta { made.insert(meta.head, at: 0) }
      let bar = ProgressBar(
        shots == 1 ? "1 shot" : "\(shots) shots", total: episodes, unit: "episodes")
      let found = try Interrupt.heeded {
        try trial.accuracies(
          of: made, episodes: episodes, progress: { bar.show($0) },
          isInterrupted: { Interrupt.isRequested })
      }
      columns.append(
        EpisodeTable.Column(
          shots: shots, classes: sampler.grounds[0].classes.map(\.name), accuracies: found))
    }
    let table = EpisodeTable(
      run: folder, scene: ground.scene, ways: ways, queries: queries, seed: seed,
      heads: (meta.map { ["\($0.card.head.name), meta-trained"] } ?? []) + kinds.map(\.name),
      columns: columns)
    print(results.json ? try jsonText(table.document) : table.text)
  }

  private var shotCounts: [Int] { shots.split(separator: ",").compactMap { Int($0) } }

  private func shape(_ shots: Int, window: Int) -> EpisodeShape {
    EpisodeShape(
      ways: ways, shots: shots, queries: queries, window: window, mayOverlap: inside)
  }

  private func headKinds() throws -> [HeadKind] {
    try heads.map { try $0.split(separator: ",").map { try HeadKind.named(String($0)) } }
      ?? HeadKind.closed
  }
}

/// Which of a network's outputs are compared.
enum EpisodeSpace: String, ExpressibleByArgument, CaseIterable {
  case embedding, network
}
