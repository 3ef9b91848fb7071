import ArgumentParser
import Export
import Foundation
import Scenes
import Training

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Export a run.")

  @Argument(help: ArgumentHelp("Folder of a run.", valueName: "run"), completion: .directory)
  var folder: String

  @Option(
    name: [.short, .customLong("output")], help: "The folder to write.", completion: .directory)
  var output: String

  @OptionGroup var result: JSONOption
  @OptionGroup var outputs: OutputOptions

  func run() throws {
    let model = try RunFolder(folder).loadModel()
    let file = try ONNXModel(model, name: "facet", version: Facet.version)
    try replaceFile("\(output)/model.onnx", with: file.bytes)
  }
}
