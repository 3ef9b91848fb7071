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
      by the metric: the nearest class prototype, or with --by knn the nearest labelled pixels. \
      A class that the legend names, but that was not trained, keeps its number and colour.

      Labels are a raster, or a dataset FILE.h5:/dataset, as large as the scene; 0 is unlabelled.

      Example: facet add-class runs/ip --scene scene.h5 --name Panels --labels panels.tif \
      -o runs/ip-panels
      """)

  @Argument(help: ArgumentHelp("Folder of a run.", valueName: "run"))
  var folder: String

  @Option(help: "Scene with the labelled pixels; the run's own where not given.")
  var scene: String?

  @Option(help: "Name of the class.")
  var name: String

  @Option(help: "Its labelled pixels: a raster, or FILE.h5:/dataset.")
  var labels: String

  @Option(help: "The value that labels them; not needed where there is only one.")
  var value: UInt16?

  @Option(name: [.short, .customLong("output")], help: "Folder of the new run.")
  var output: String

  @OptionGroup var engine: EngineOptions

  func run() throws {
    let device = try engine.start()
    let source = RunFolder(folder)
    let record = try RunRecord.load(source)
    let card = try source.loadModel().card
    let scene = try Scene.open(scene ?? record.scene, descriptor: card.scene)
    let pixels = try labelledPixels(of: scene)
    let (added, count) = try source.addClass(
      name, pixels: pixels, of: scene, to: RunFolder(output), device: device)
    if count < pixels.count {
      say("note: \(pixels.count - count) of the pixels have no valid band and are left out")
    }
    say("\(added.name) is class \(added.number), known by \(count) pixels; map a scene with:")
    say("  facet classify \(output) -o map.tif")
  }

  private func labelledPixels(of scene: Scene) throws -> [Int] {
    let isRaster = FileManager.default.fileExists(atPath: labels)
    let map = isRaster ? try readClassMap(labels).labels : try readLabelDataset(labels)
    let shape = scene.shape
    guard map.rows == shape.rows, map.columns == shape.columns else {
      throw SceneError(
        file: labels,
        problem: "is \(map.rows)×\(map.columns) pixels, but the scene \(scene.file) is "
          + "\(shape.rows)×\(shape.columns)",
        remedy: "Give labels on the scene's own grid")
    }
    let counts = map.counts()
    let present = counts.indices.dropFirst().filter { counts[$0] > 0 }
    let listed = present.isEmpty ? "none" : present.map(String.init).joined(separator: ", ")
    if let value {
      guard value > 0, present.contains(Int(value)) else {
        throw SceneError(
          file: labels, problem: "labels no pixel with \(value); its values are \(listed)",
          remedy: "Give one of them with --value; 0 is unlabelled")
      }
    } else if present.count != 1 {
      throw SceneError(
        file: labels, problem: "labels pixels with \(present.count) values: \(listed)",
        remedy: present.isEmpty
          ? "Label some pixels of the class" : "Say which is the class with --value")
    }
    let wanted = value ?? UInt16(present.first ?? 0)
    return map.values.indices.filter { map.values[$0] == wanted }
  }
}
