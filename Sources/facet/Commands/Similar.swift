import ArgumentParser
import Mapping
import MetricLearning
import Scenes
import Torch
import Training

struct Similar: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Map how far every pixel is from one pixel, or from a class, by the metric.",
    discussion: """
      Distances as float32 in GeoTIFF (.tif) or HDF5 (.h5), or as a picture (.png), white if \
      near, over a scale. A class is represented by its prototype.

      Example: facet similar runs/ip --scene scene.h5 --pixel 71,40 -o similarity.tif
      """)

  @Argument(
    help: ArgumentHelp("Folder of a run.", valueName: "run"), completion: .directory)
  var folder: String

  @Option(
    help: "Scene. Default: the one that the run was trained on.", completion: .file())
  var scene: String?

  @Option(help: ArgumentHelp("The pixel to compare with, from 0.", valueName: "row,column"))
  var pixel: PixelPosition?

  @Option(name: .customLong("class"), help: "The class to compare with, by name or number.")
  var className: String?

  @Option(
    name: [.short, .customLong("output")], help: "The file to write.", completion: .file())
  var output: String

  @OptionGroup var result: JSONOption
  @OptionGroup(title: "Scene") var description: SceneOptions
  @OptionGroup var outputs: OutputOptions
  @OptionGroup var engine: EngineOptions
  @OptionGroup var precision: PrecisionOption

  func validate() throws {
    guard (pixel == nil) != (className == nil) else {
      throw ValidationError("compare with either --pixel ROW,COLUMN or --class NAME")
    }
  }

  func run() throws {
    let device = try engine.start()
    let folder = RunFolder(folder)
    let record = try RunRecord.load(folder)
    let model = try folder.loadModel(device: device, precision: precision.orFloat32)
    let scene = try Scene.open(
      scene ?? record.scene, descriptor: description.laid(over: model.card.scene))
    try sayNotes(model.card, scene)
    let reference: Tensor
    if let pixel {
      reference = try model.features(
        of: [pixel.index(in: scene)], in: scene, device: device
      ).features.embeddings
    } else {
      reference = try prototype(of: className ?? "", model, folder)
    }
    let writer = try makeFieldWriter(
      path: output,
      layout: FieldLayout(
        rows: scene.shape.rows, columns: scene.shape.columns, name: "distance",
        georeference: scene.georeference))
    let bar = ProgressBar("similar", total: scene.shape.rows, unit: "rows")
    do {
      try Interrupt.heeded {
        try SceneEmbedding(model, device: device).writeDistances(
          scene, to: reference, into: writer, progress: { bar.show($0) },
          isInterrupted: { Interrupt.isRequested })
      }
    } catch let interruption as MappingInterrupted {
      bar.interrupt()
      say("\(interruption)")
      throw ExitCode(Interrupt.status)
    }
    if result.json { print(try jsonText(["scene": scene.file, "distances": output])) }
    say("the distances are in \(output)")
  }

  private func prototype(of name: String, _ model: Model, _ folder: RunFolder) throws -> Tensor {
    let classes = model.card.assignable
    let row = model.card.classTable.row(of: name)
    guard let found = classes.first(where: { $0.number == row }) else {
      throw SceneError(
        file: folder.path, problem: "knows no class \(name)",
        remedy: "Its classes are " + classes.map(\.name).joined(separator: ", "))
    }
    let known = try RunEmbeddings.load(folder, of: model)
    let prototypes = try Prototypes(of: known.train.embeddings, labels: known.trainClasses)
    guard let row = prototypes.labels.firstIndex(of: found.number) else {
      throw SceneError(
        file: folder.embeddings, problem: "has no pixel of class \(found.name)",
        remedy: "Name another class")
    }
    return try prototypes.points.slice(0, row..<(row + 1))
  }
}
