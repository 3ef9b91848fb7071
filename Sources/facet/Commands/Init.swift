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

  @Argument(help: "The scene's file, or a folder of tiles.", completion: .file())
  var scene: String

  @Option(
    name: [.short, .customLong("output")], help: "Configuration to write (.yaml).",
    completion: .file(extensions: ["yaml"]))
  var output: String

  @OptionGroup var result: JSONOption
  @OptionGroup(title: "Scene") var description: SceneOptions
  @OptionGroup(title: "Labels") var labels: LabelOptions
  @OptionGroup var outputs: OutputOptions

  func validate() throws {
    let ending = URL(fileURLWithPath: output).pathExtension.lowercased()
    guard ending == "yaml" || ending == "yml" else {
      throw ValidationError("\(output): end the name in .yaml")
    }
  }

  func run() throws {
    let descriptor = try labels.laid(over: description.laid(over: SceneDescriptor()))
    let opened = try Scene.open(scene, descriptor: descriptor)
    var section = SceneSection()
    section.descriptor = description.descriptor
    section.cube = description.cube
    section.axes = description.axes
    if !labels.labels.isEmpty { section.labels = LabelPlaces(labels.labels) }
    section.labelField = labels.labelField
    section.labelsCRS = labels.labelsCrs
    let start = try StartingConfiguration(
      opened, path: relativePath(of: scene, from: output), section: section)
    try replaceFile(output, with: Data(start.text.utf8))
    if result.json { print(try jsonText(["configuration": output, "scene": opened.file])) }
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
