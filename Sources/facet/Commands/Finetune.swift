import ArgumentParser
import Foundation
import Training

struct Finetune: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Fine-tune a pre-trained run: network and metric factors jointly.",
    discussion: """
      Minimises a metric loss, cross-entropy and the DPP diversity of the factors. \
      With -o the result goes to a run of its own, so that one pre-training serves several \
      variants:

        facet finetune runs/ip -o runs/ip-without-dpp --set finetune.diversity.weight=0
        facet finetune runs/ip -o runs/ip-circle --set finetune.metric.loss=circle
      """)

  @Argument(
    help: ArgumentHelp("Folder of a run that has been pre-trained.", valueName: "run"),
    completion: .directory)
  var source: String

  @Option(
    name: [.short, .customLong("output")], help: "Folder of a new run for the result.",
    completion: .directory)
  var output: String?

  @Option(help: "Scene file, if it has moved.", completion: .file())
  var scene: String?

  @Option(
    name: .customLong("set"), parsing: .singleValue,
    help: "Change one value of the phase: --set finetune.rate=1e-4. May be repeated.")
  var changes: [String] = []

  @Flag(
    help: ArgumentHelp(
      "Find a learning rate: raise it batch by batch, plot the loss to rate.html in the folder "
        + "and print the rate that suits this phase. Nothing is saved."))
  var findRate = false

  @OptionGroup var result: JSONOption
  @OptionGroup var outputs: OutputOptions
  @OptionGroup var engine: EngineOptions
  @OptionGroup var precision: PrecisionOption

  func run() throws {
    let phase = "finetune"
    let source = RunFolder(source)
    try source.requireNetwork()
    let record = try RunRecord.load(source)
    let own = try record.precision(precision.precision, of: source)
    if let foreign = changes.first(where: { !$0.hasPrefix("\(phase).") }) {
      throw ValidationError(
        "--set \(foreign): fine-tuning changes finetune.… alone; the rest stands from pre-training")
    }
    let changed = try Training.Configuration.load(path: source.configuration, overrides: changes)
    let previous = try changed.phase(before: phase)
    if findRate {
      let session = TrainingSession(
        folder: source, configuration: changed, scene: scene ?? record.scene, resume: true,
        engine: engine, precision: own)
      let page = output.map { RunFolder($0) } ?? source
      return try FindRate(session: session, phase: phase, folder: page).run(json: result.json)
    }
    let folder: RunFolder
    if let output {
      folder = RunFolder(output)
      guard let previous else {
        throw ValidationError("\(source.path) has no phase before \(phase) to go on from")
      }
      try source.branch(to: folder, after: previous, configuration: changed)
    } else {
      folder = source
      guard !record.history(phase).hasEnded else {
        throw ValidationError(
          "\(source.path) is fine-tuned already. Name a folder for another with -o")
      }
      if let previous { try source.requireEnded(previous) }
      if !changes.isEmpty { try source.change(changes) }
    }
    try TrainingSession(
      folder: folder,
      configuration: try Training.Configuration.load(path: folder.configuration, overrides: []),
      scene: scene ?? record.scene, resume: true, engine: engine, precision: own
    ).run(through: phase, resumingWith: "facet train --resume -o \(folder.path)")
    if result.json { print(try jsonText(RunRecord.load(folder))) }
    say("the model is in \(folder.model); report on it with:")
    say("  facet report \(folder.path)")
  }
}
