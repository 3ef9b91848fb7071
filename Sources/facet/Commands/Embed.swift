import ArgumentParser
import Mapping
import Scenes
import Torch
import Training

struct Embed: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write the metric's features of every pixel, for use elsewhere.",
    discussion: """
      An HDF5 file with `embedding`, rows × columns × k in float32: pixels of a class lie near \
      one another by Euclidean distance. It is written strip by strip, so it may be larger than \
      memory; pixels without any valid band are NaN.

      Example: facet embed runs/ip --scene scene.h5 -o embedding.h5
      """)

  @Argument(help: ArgumentHelp("Folder of a run.", valueName: "run"))
  var folder: String

  @Option(help: "Scene. Default: the one that the run was trained on.")
  var scene: String?

  @Option(name: [.short, .customLong("output")], help: "The HDF5 file to write.")
  var output: String

  @OptionGroup(title: "Scene") var description: SceneOptions
  @OptionGroup var outputs: OutputOptions
  @OptionGroup var engine: EngineOptions
  @OptionGroup var precision: PrecisionOption

  func run() throws {
    let device = try engine.start()
    let folder = RunFolder(folder)
    let record = try RunRecord.load(folder)
    let model = try folder.loadModel(device: device, precision: precision.orFloat32)
    let scene = try Scene.open(
      scene ?? record.scene, descriptor: description.laid(over: model.card.scene))
    try sayNotes(model.card, scene)
    let bar = ProgressBar("embed", total: scene.shape.rows, unit: "rows")
    do {
      try Interrupt.heeded {
        try SceneEmbedding(model, device: device).write(
          scene, to: output, progress: { bar.show($0) }, isInterrupted: { Interrupt.isRequested })
      }
    } catch let interruption as MappingInterrupted {
      bar.interrupt()
      say("\(interruption)")
      throw ExitCode(Interrupt.status)
    }
    say("the \(model.card.factors) features of every pixel are in \(output)")
  }
}
