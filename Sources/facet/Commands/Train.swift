import ArgumentParser
import Foundation
import Scenes
import Training

struct Train: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Train a network on a scene: softmax phase, then metric phase.",
    discussion: """
      Everything about the run is kept in its folder: configuration, split, weights, history. \
      A checkpoint is written at every epoch, so that a run that was stopped goes on where it \
      was: facet train --resume -o RUN

      Example: facet train Configs/indian-pines.yaml -o runs/ip --set pretrain.epochs=30
      """)

  @OptionGroup var options: NewRunOptions
  @OptionGroup var result: JSONOption

  @Flag(
    help: ArgumentHelp(
      "Find a learning rate: raise it batch by batch, plot the loss to rate.html in the folder "
        + "and print the rate that suits the first phase. Nothing is saved. "
        + "`facet finetune --find-rate` does so for the second."))
  var findRate = false

  @OptionGroup var outputs: OutputOptions
  @OptionGroup var engine: EngineOptions
  @OptionGroup var precision: PrecisionOption

  func run() throws {
    guard !(findRate && options.resume) else {
      throw ValidationError("--find-rate tries fresh weights; leave out --resume")
    }
    let session = try options.session(engine, precision)
    if findRate {
      return try FindRate(
        session: session, phase: session.configuration.plannedPhases[0], folder: session.folder
      ).run(json: result.json)
    }
    try session.run(resumingWith: "facet train --resume -o \(options.output)")
    if result.json { print(try jsonText(RunRecord.load(session.folder))) }
    say("the model is in \(session.folder.model); map a scene with:")
    let sensor = try session.configuration.scene.sceneDescriptor().sensor
    say(
      "  facet classify \(options.output)" + (sensor.map { " --scene \($0)" } ?? "")
        + " -o map.tif")
  }
}

struct Pretrain: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Train a network on a scene by softmax alone, or on scenes without labels.",
    discussion: """
      The softmax phase of `facet train`; `facet finetune RUN` does the metric phase.

      Without labels:  facet pretrain --self-supervised a.h5 b.h5 -o runs/prior
        makes a prior of scenes with the same bands, which serves many trainings: \
      facet train CONFIGURATION --from runs/prior -o RUN
        How it learns is the section selfSupervise of a configuration: --set \
      selfSupervise.method=vicreg
      """)

  @OptionGroup var options: NewRunOptions

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("Scenes to learn from without labels.", valueName: "scene"),
    completion: .file())
  var selfSupervised: [String] = []

  @OptionGroup var result: JSONOption
  @OptionGroup var outputs: OutputOptions
  @OptionGroup var engine: EngineOptions
  @OptionGroup var precision: PrecisionOption

  func run() throws {
    let folder = RunFolder(options.output)
    if !selfSupervised.isEmpty || (options.resume && folder.holdsPrior) {
      return try PriorSession(
        options: options, scenes: selfSupervised, engine: engine, precision: precision.precision
      ).run()
    }
    try options.session(engine, precision).run(
      through: "pretrain", resumingWith: "facet pretrain --resume -o \(options.output)")
    if result.json { print(try jsonText(RunRecord.load(RunFolder(options.output)))) }
    say("fine-tune the metric with:")
    say("  facet finetune \(options.output)")
  }
}

/// What `train` and `pretrain` share: which run, of what.
struct NewRunOptions: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "Configuration in YAML. Not needed with --resume, nor with --scene if the defaults suit.",
      valueName: "configuration"), completion: .file(extensions: ["yaml", "yml"]))
  var configurationFile: String?

  @Option(
    name: [.short, .customLong("output")], help: "Folder of the run.", completion: .directory)
  var output: String

  @Option(
    help: "Scene file, in place of the configuration's; a folder of tiles; or \"a.h5 + b.h5\".",
    completion: .file())
  var scene: String?

  @Option(
    name: .customLong("set"), parsing: .singleValue,
    help: "Change one value: --set pretrain.epochs=6. May be repeated.")
  var changes: [String] = []

  @Option(help: "Seed of everything random, in place of the configuration's.")
  var seed: UInt64?

  @OptionGroup(title: "Scene") var description: SceneOptions
  @OptionGroup(title: "Labels") var labels: LabelOptions

  @Option(
    help: ArgumentHelp(
      "Begin with a prior that `facet pretrain --self-supervised` made.", valueName: "prior"))
  var from: String?

  @Flag(help: "Go on with the run in the folder.")
  var resume = false

  func session(
    _ engine: EngineOptions, _ precision: PrecisionOption
  ) throws -> TrainingSession {
    let folder = RunFolder(output)
    let changes =
      changes + description.changes + labels.changes + (seed.map { ["seed=\($0)"] } ?? [])
      + (from.map { ["network.from=\(yaml(SceneFiles.absolute($0)))"] } ?? [])
    if resume {
      guard configurationFile == nil, changes.isEmpty else {
        throw ValidationError(
          "--resume goes on with the run's own configuration; leave out the file, --set, --seed, "
            + "--from and what describes the scene")
      }
      try folder.requireNetwork()
      let record = try RunRecord.load(folder)
      return TrainingSession(
        folder: folder,
        configuration: try Training.Configuration.load(path: folder.configuration, overrides: []),
        scene: scene ?? record.scene, resume: true, engine: engine,
        precision: precision.precision)
    }
    guard configurationFile != nil || scene != nil || description.descriptor != nil else {
      throw ValidationError(
        "name a configuration, such as Configs/indian-pines.yaml, or a scene with --scene")
    }
    let configuration = try Training.Configuration.load(path: configurationFile, overrides: changes)
    return TrainingSession(
      folder: folder, configuration: configuration,
      scene: try scene ?? configuration.scene.locateFile(configuration: configurationFile),
      resume: false, engine: engine, precision: precision.precision)
  }
}
