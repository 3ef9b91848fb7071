import ArgumentParser
import Foundation
import Scenes
import Training

struct Adapt: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Take a meta-trained network to a scene with few labels, without training.",
    discussion: """
      The scene is brought to the network's wavelengths, and its softmax layer is made of the \
      labelled pixels in closed form. The run is like any other: classify, report and add-class \
      work. All labelled pixels train, unless --split or --per-class leave some to test.

      Examples:
        facet adapt runs/meta --scene scene.h5 --labels few.gpkg -o runs/s
        facet adapt --from builtin --scene scene.h5 --per-class 5 -o runs/s
      """)

  @Argument(
    help: ArgumentHelp("Folder of a meta-training.", valueName: "meta-training"),
    completion: .directory)
  var meta: String?

  @Option(
    help: "Folder of a meta-training, or builtin for the one that ships with Facet.",
    completion: .directory)
  var from: String?

  @Option(help: "The scene.", completion: .file())
  var scene: String

  @Option(
    name: [.short, .customLong("output")], help: "Folder of the run.",
    completion: .directory)
  var output: String

  @Option(
    help: "A split that was saved: its training side trains, its test side tests.",
    completion: .file(extensions: ["h5"]))
  var split: String?

  @Option(help: "So many random labelled pixels of each class train, all others test.")
  var perClass: Int?

  @Option(help: "The head that makes the softmax layer. Default: the one that was meta-trained.")
  var head: String?

  @Option(help: "Seed of everything random.")
  var seed: UInt64 = 0

  @OptionGroup(title: "Scene") var description: SceneOptions
  @OptionGroup(title: "Labels") var labels: LabelOptions
  @OptionGroup var outputs: OutputOptions
  @OptionGroup var engine: EngineOptions
  @OptionGroup var result: JSONOption

  func validate() throws {
    guard (meta == nil) != (from == nil) else {
      throw ValidationError("name either the folder of a meta-training, or --from builtin")
    }
    guard split == nil || perClass == nil else {
      throw ValidationError("give either --split or --per-class")
    }
    if let perClass, perClass < 1 {
      throw ValidationError("--per-class \(perClass): give at least 1")
    }
  }

  func run() throws {
    let folder =
      from == "builtin" ? try MetaFolder.builtin() : MetaFolder(meta ?? from ?? "")
    let card = try folder.load().card
    let grid = card.grid
    var changes =
      description.changes + labels.changes + [
        "seed=\(seed)", "pretrain.epochs=0", "finetune.epochs=0",
        "scene.grid={from: \(grid.from), to: \(grid.to), step: \(grid.step)}",
        "adapt.from=\(yaml(SceneFiles.absolute(folder.path)))",
      ]
    if let head { changes.append("adapt.head=\(yaml(head))") }
    if let split {
      changes.append("split.file=\(yaml(SceneFiles.absolute(split)))")
    } else if let perClass {
      changes.append("split={kind: perClass, count: \(perClass), validation: 0}")
    } else {
      changes.append("split={kind: all, validation: 0}")
    }
    var configuration = try Training.Configuration.load(path: nil, overrides: changes)
    configuration.network = card.network
    let run = RunFolder(output)
    try TrainingSession(
      folder: run, configuration: configuration, scene: scene, resume: false, engine: engine,
      precision: nil
    ).run(resumingWith: "facet train --resume -o \(output)")
    if result.json { print(try jsonText(RunRecord.load(run))) }
    say("the model is in \(run.model); map the scene with:")
    say("  facet classify \(output) -o map.tif")
  }
}
