import ArgumentParser
import Foundation
import Mapping
import MetricLearning
import Scenes
import Torch
import Training

struct AddClass: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add-class",
    abstract: "Teach a run a new class from a few labelled pixels, without training.",
    discussion: """
      The pixels' features are put beside those of the training pixels, and the new run decides \
      by the metric: the class of the nearest labelled pixel, each class in its own measure, and \
      random walks from all of them where the run's own scene is mapped; or as --by says. \
      A class that the legend names, but that was not trained, keeps its number and colour.

      Labels are polygons and points (GeoPackage, GeoJSON, Shapefile), a raster, or a dataset \
      FILE.h5:/dataset on the scene's grid. Several are merged: --labels may be \
      given again.

      Example: facet add-class runs/ip --scene scene.h5 --name Panels --labels panels.gpkg \
      -o runs/ip-panels
      """)

  @Argument(
    help: ArgumentHelp("Folder of a run.", valueName: "run"), completion: .directory)
  var folder: String

  @Option(
    help: "Scene with the labelled pixels. Default: the run's own.", completion: .file())
  var scene: String?

  @Option(help: "Name of the class.")
  var name: String

  @Option(
    help: """
      Its labelled pixels: polygons and points, a raster, or FILE.h5:/dataset. May be repeated.
      """, completion: .file())
  var labels: [String]

  @Option(help: "The attribute of polygons and points that is their class.")
  var labelField: String?

  @Option(
    help: ArgumentHelp(
      "CRS of label coordinates that state none, such as EPSG:32633; pixel: columns and rows.",
      valueName: "crs"))
  var labelsCrs: String?

  @Option(
    help: """
      The number or word that labels them. Not needed if the labels have the class's name, or only \
      one class.
      """)
  var value: String?

  @Option(
    name: [.short, .customLong("output")], help: "Folder of the new run.",
    completion: .directory)
  var output: String

  @OptionGroup var result: JSONOption
  @OptionGroup(title: "Scene") var description: SceneOptions
  @OptionGroup var outputs: OutputOptions
  @OptionGroup var engine: EngineOptions
  @OptionGroup var precision: PrecisionOption

  func run() throws {
    let device = try engine.start()
    let source = RunFolder(folder)
    let record = try RunRecord.load(source)
    let card = try source.loadModel().card
    let scene = try Scene.open(
      scene ?? record.scene, descriptor: description.laid(over: card.scene))
    try sayNotes(card, scene)
    let pixels = try labelledPixels(of: scene)
    let (added, count) = try source.addClass(
      name, pixels: pixels, of: scene, to: RunFolder(output), device: device,
      precision: precision.orFloat32)
    if count < pixels.count {
      say("note: left out: \(counted(pixels.count - count, "pixel")) without a valid band")
    }
    say(
      "\(added.name) is class \(added.code), known by \(counted(count, "pixel")); "
        + "map a scene with:")
    say("  facet classify \(output) -o map.tif")
    if result.json {
      print(
        try jsonText(
          AddedResult(run: output, code: added.code, name: added.name, pixels: count)))
    }
    try tellLosses(RunFolder(output), to: added, device)
  }

  /// Says how many validation pixels of the old classes the new one takes, by the decision that the
  /// new run is mapped by.
  private func tellLosses(
    _ folder: RunFolder, to added: ModelCard.Class, _ device: Device
  ) throws {
    let model = try folder.loadModel(device: device)
    let known = try RunEmbeddings.load(folder, of: model)
    guard let validation = known.validation else {
      return say("note: there are no validation pixels that say what the old classes lose to it")
    }
    let rule = try Decision(Decision.Request(.nearest), of: model, in: folder, device: device).rule
    let given = try inferring { try rule.decide(validation.moved(to: device)) }.labels
    let old = zip(given, known.validationClasses).filter { $0.1 != added.number }
    let lost = Dictionary(grouping: old.filter { $0.0 == added.number }.map(\.1)) { $0 }
    let list = lost.sorted { $0.key < $1.key }.map { number, pixels in
      "\(model.card.classTable.name(of: number)) \(pixels.count) of "
        + "\(old.count { $0.1 == number })"
    }
    say(
      lost.isEmpty
        ? "none of \(counted(old.count, "validation pixel")) of the old classes becomes \(added.name)"
        : "note: it takes validation pixels of old classes: \(list.joined(separator: ", "))")
  }

  private func labelledPixels(of scene: Scene) throws -> [Int] {
    let gathered = try scene.gatherLabels(labels, field: labelField, crs: labelsCrs)
    sayNotes(gathered)
    let wanted = try row(of: gathered.labels.classes)
    let values = gathered.labels.values
    return values.indices.filter { Int(values[$0]) == wanted }
  }

  /// Which of the labels are the class.
  private func row(of classes: ClassTable) throws -> Int {
    let files = labels.joined(separator: ", ")
    let listed = classes.count == 0 ? "none" : classes.list
    if let value {
      guard let found = classes.row(of: value) else {
        throw SceneError(
          file: files, problem: "labels no pixel with \(value); its values are \(listed)",
          remedy: "Give one of them with --value")
      }
      return found
    }
    guard let found = classes.row(named: name) ?? (classes.count == 1 ? 1 : nil) else {
      throw SceneError(
        file: files, problem: "labels pixels with \(counted(classes.count, "value")): \(listed)",
        remedy: classes.count == 0
          ? "Label some pixels of the class" : "Say which is the class with --value")
    }
    return found
  }
}

/// What `--json` says of a class that was added.
private struct AddedResult: Encodable {
  var run: String
  /// What maps store for it.
  var code: Int
  var name: String
  /// Labelled pixels that it is known by.
  var pixels: Int
}
