import ArgumentParser
import Foundation
import LabelServer
import Labelling
import Mapping
import Scenes
import Torch
import Training

struct ViewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "view",
    abstract: "Look at a run or a map in the browser; nothing is changed.",
    discussion: """
      Of a run: its scene, its training labels, and a map that compares every pixel with them by \
      the run's metric, with layers for confidence and for ground unlike anything labelled. Of a \
      map: the map over its scene, which --scene names.

      Example: facet view runs/ip
               facet view map.tif --scene scene.h5
      """)

  @Argument(
    help: ArgumentHelp("Folder of a run, or a class map.", valueName: "run"), completion: .file())
  var target: String

  @Option(help: "Scene. Default: the one that the run was trained on.", completion: .file())
  var scene: String?

  @Option(help: "Port of 127.0.0.1 to serve the page on; default: one that is free.")
  var port: Int = 0

  @Flag(help: "Print the address, and open no browser.")
  var noBrowser = false

  @OptionGroup var result: JSONOption
  @OptionGroup(title: "Scene") var description: SceneOptions
  @OptionGroup var messages: MessageOptions
  @OptionGroup var engine: EngineOptions

  func run() throws {
    _ = try engine.start()
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: target, isDirectory: &isFolder)
    let session = try exists && !isFolder.boolValue ? mapSession() : runSession()
    var page = PageOptions()
    (page.port, page.noBrowser, page.readOnly) = (port, noBrowser, true)
    try page.serve(session, json: result.json, finish: nil)
    try session.close()
  }

  private func runSession() throws -> LabelSession {
    let folder = RunFolder(target)
    let finished = try FinishedRun(folder, scene: scene, device: .cpu)
    let session = try LabelSession(finished.scene, folder: nil, isReadOnly: true)
    var labels = LabelMap(
      unlabelled: finished.scene.shape.rows, columns: finished.scene.shape.columns)
    labels.classes = finished.model.card.classTable
    for (pixel, row) in try finished.trainingLabels() { labels.values[pixel] = row }
    try session.show(labels)
    session.start(.run(target))
    return session
  }

  private func mapSession() throws -> LabelSession {
    guard let scene else {
      throw ValidationError("name the scene that \(target) is a map of, with --scene")
    }
    let opened = try Scene.open(scene, descriptor: description.laid(over: SceneDescriptor()))
    let session = try LabelSession(opened, folder: nil, isReadOnly: true)
    let map = try readClassMap(target).labels
    try session.keep(map)
    session.start()
    return session
  }
}
