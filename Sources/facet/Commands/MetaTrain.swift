import ArgumentParser
import Episodes
import Scenes
import Training

struct MetaTrain: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "meta-train",
    abstract: "Train a network over small tasks of many scenes, for scenes with few labels.",
    discussion: """
      Each step takes one scene, some of its classes, a few labelled pixels of each, and trains the \
      network so that a head tells other pixels of these classes apart. Scenes are real ones, and \
      simulated ones without end; all are brought to one grid of wavelengths. `facet adapt` then \
      takes the network to a new scene without training it.

      Example: facet meta-train Configs/meta.yaml -o runs/meta
      """)

  @Argument(
    help: ArgumentHelp(
      "Configuration in YAML. Not needed with --resume.", valueName: "configuration"),
    completion: .file(extensions: ["yaml", "yml"]))
  var configurationFile: String?

  @Option(
    name: [.short, .customLong("output")], help: "Folder of the meta-training.",
    completion: .directory)
  var output: String

  @Option(
    name: .customLong("set"), parsing: .singleValue,
    help: "Change one value: --set steps=500. May be repeated.")
  var changes: [String] = []

  @Flag(help: "Go on with the meta-training in the folder.")
  var resume = false

  @OptionGroup var result: JSONOption
  @OptionGroup var outputs: OutputOptions
  @OptionGroup var engine: EngineOptions

  func validate() throws {
    guard resume == (configurationFile == nil) else {
      throw ValidationError(
        resume
          ? "--resume goes on with the folder's own configuration; leave out the file"
          : "name a configuration, such as Configs/meta.yaml")
    }
    guard !resume || changes.isEmpty else {
      throw ValidationError("--resume goes on with the folder's own configuration; leave out --set")
    }
  }

  func run() throws {
    _ = try engine.start()
    let folder = MetaFolder(output)
    let trainer = try Interrupt.heeded {
      try MetaTrainer(
        folder,
        configuration: try MetaConfiguration.load(
          path: configurationFile ?? folder.configuration, overrides: changes),
        file: configurationFile, resume: resume, version: Facet.version, commit: Facet.commit)
    }
    for note in trainer.notices { say("note: \(note)") }
    let bar = ProgressBar("meta-train", total: trainer.configuration.steps, unit: "episodes")
    do {
      try Interrupt.heeded {
        try trainer.run(
          watch: { bar.show($0.step, note: Self.words($0)) },
          isInterrupted: { Interrupt.isRequested })
      }
    } catch let interruption as TrainingInterrupted {
      bar.interrupt()
      say("\(interruption). Go on with:\n  facet meta-train --resume -o \(output)")
      throw ExitCode(Interrupt.status)
    }
    if result.json { print(try jsonText(folder.load().card)) }
    say("the model is in \(folder.model); take it to a scene with:")
    say("  facet adapt \(output) --scene scene.h5 --labels labels.gpkg -o run")
  }

  private static func words(_ progress: MetaTrainer.Progress) -> String {
    let percent = (progress.accuracy * 1000).rounded() / 10
    let loss = (progress.loss * 1000).rounded() / 1000
    return "loss \(loss), right \(percent) %"
  }
}
