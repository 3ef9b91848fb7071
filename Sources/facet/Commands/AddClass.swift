import ArgumentParser
import Foundation
import Mapping
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
      FILE.h5:/dataset on the scene's grid; 0 is unlabelled. Several are merged: --labels may be \
      given again.

      Example: facet add-class runs/ip --scene scene.h5 --name Panels --labels panels.gpkg \
      -o runs/ip-panels
      """)

  @Argument(help: ArgumentHelp("Folder of a run.", valueName: "run"))
  var folder: String

  @Option(help: "Scene with the labelled pixels; the run's own where not given.")
  var scene: String?

  @Option(help: "Name of the class.")
  var name: String

  @Option(
    help: """
      Its labelled pixels: polygons and points, a raster, or FILE.h5:/dataset; several where given \
      again.
      """)
  var labels: [String]

  @Option(help: "The attribute of polygons and points that is their class.")
  var labelField: String?

  @Option(
    help: """
      The number or word that labels them; the name where the labels have it, else not needed \
      where there is only one.
      """)
  var value: String?

  @Option(name: [.short, .customLong("output")], help: "Folder of the new run.")
  var output: String

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
    let pixels = try labelledPixels(of: scene)
    let (added, count) = try source.addClass(
      name, pixels: pixels, of: scene, to: RunFolder(output), device: device,
      precision: precision.orFloat32)
    if count < pixels.count {
      say("note: \(pixels.count - count) of the pixels have no valid band and are left out")
    }
    say(
      "\(added.name) is class \(added.number), known by \(counted(count, "pixel")); "
        + "map a scene with:")
    say("  facet classify \(output) -o map.tif")
  }

  private func labelledPixels(of scene: Scene) throws -> [Int] {
    let gathered = try scene.gatherLabels(labels, field: labelField)
    sayDisputed(gathered.disputed)
    let counts = gathered.labels.counts()
    let present = counts.indices.dropFirst().filter { counts[$0] > 0 }
    let wanted = try number(among: present, gathered.classes)
    let values = gathered.labels.values
    return values.indices.filter { Int(values[$0]) == wanted }
  }

  /// Which of the labels are the class.
  private func number(among present: [Int], _ classes: ClassTable?) throws -> Int {
    let files = labels.joined(separator: ", ")
    let name = { (number: Int) in classes.map { $0.name(of: number) } }
    func named(_ word: String) -> Int? {
      present.first { name($0)?.caseInsensitiveCompare(word) == .orderedSame }
    }
    let listed =
      present.isEmpty
      ? "none"
      : present.map { "\($0)" + (name($0).map { " (\($0))" } ?? "") }.joined(separator: ", ")
    if let value {
      let found = named(value) ?? Int(value).flatMap { present.contains($0) ? $0 : nil }
      guard let found else {
        throw SceneError(
          file: files, problem: "labels no pixel with \(value); its values are \(listed)",
          remedy: "Give one of them with --value; 0 is unlabelled")
      }
      return found
    }
    guard let found = named(self.name) ?? (present.count == 1 ? present[0] : nil) else {
      throw SceneError(
        file: files, problem: "labels pixels with \(present.count) values: \(listed)",
        remedy: present.isEmpty
          ? "Label some pixels of the class" : "Say which is the class with --value")
    }
    return found
  }
}
