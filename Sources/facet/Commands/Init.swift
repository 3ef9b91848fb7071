import ArgumentParser
import Foundation
import Sampling
import Scenes
import Training

/// `facet init`: a configuration to start from.
struct Init: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write a commented configuration for a scene.",
    discussion: """
      Looks into the scene's file and its labels, and writes what it found into a YAML file, with a \
      split that suits them. Edit the file, check it, and train:

        facet init scene.h5 --labels survey.gpkg -o scene.yaml
        facet check scene.yaml
        facet train scene.yaml -o runs/scene
      """)

  @Argument(help: "The scene's file, or a folder of tiles.")
  var scene: String

  @Option(name: [.short, .customLong("output")], help: "Configuration to write (.yaml).")
  var output: String

  @Option(help: "Labels: a dataset, a raster, or polygons and points. May be repeated.")
  var labels: [String] = []

  @Option(help: "The attribute of polygons and points that is their class.")
  var labelField: String?

  @Option(help: "Path of the cube's dataset.")
  var cube: String?

  @Option(help: "Order of the cube's axes in the file, as \"row,column,band\".")
  var axes: String?

  @OptionGroup var outputs: OutputOptions

  func validate() throws {
    let ending = URL(fileURLWithPath: output).pathExtension.lowercased()
    guard ending == "yaml" || ending == "yml" else {
      throw ValidationError("\(output): end the name in .yaml")
    }
  }

  func run() throws {
    var descriptor = SceneDescriptor()
    descriptor.cube = cube
    descriptor.axes = axes
    if !labels.isEmpty { descriptor.labels = LabelPlaces(labels) }
    descriptor.labelField = labelField
    let opened = try Scene.open(scene, descriptor: descriptor)
    var section = SceneSection()
    section.cube = cube
    section.axes = axes
    section.labels = descriptor.labels
    section.labelField = labelField
    let start = try StartingConfiguration(
      opened, path: relativePath(of: scene, from: output), section: section)
    try replaceFile(output, with: Data(start.text.utf8))
    say("the configuration is in \(output); check it, then train:")
    say("  facet check \(output)")
    say("  facet train \(output) -o runs/\(URL(fileURLWithPath: output).stem)")
  }

  /// A configuration finds its scene from its own folder.
  private func relativePath(of scene: String, from output: String) -> String {
    let folder = URL(fileURLWithPath: output).deletingLastPathComponent().standardizedFileURL.path
    let current = FileManager.default.currentDirectoryPath
    return folder == current || scene.hasPrefix("/")
      ? scene : SceneFiles.absolute(scene)
  }
}

extension URL {
  /// The last part of the path without its extension.
  fileprivate var stem: String { deletingPathExtension().lastPathComponent }
}
